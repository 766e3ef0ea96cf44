// The profiles on offer, and what one of them makes of fronts: rows to write, and what is missing in them.
import type { FieldType, FieldValue } from "../../base/attributeTable.ts";
import { AUTOTERM } from "./autoTerm.ts";
import type { DescribedFront } from "./describeFront.ts";
import { GEEDIT } from "./geedit.ts";
import { GLIMS } from "./glims.ts";
import { NSIDC_0642 } from "./nsidc0642.ts";
import { PLAIN } from "./plain.ts";
import { type Profile, type ProfileName, type Remark, warning } from "./profile.ts";
import { TERMPICKS } from "./termPicks.ts";

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  plain: PLAIN,
  termpicks: TERMPICKS,
  "nsidc-0642": NSIDC_0642,
  geedit: GEEDIT,
  autoterm: AUTOTERM,
  glims: GLIMS,
};

export type Row = Readonly<Record<string, FieldValue>>;

/** What is written of a front: every field of the profile, cut and rounded to its type. */
export function rowOf(profile: Profile, front: DescribedFront): Row {
  return Object.fromEntries(
    profile.fields.map((field) => [field.name, fitted(field.valueOf(front), field.type)]),
  );
}

/** Fronts in the files that they go to, by file name without extension; `stem` where the profile gives none. */
export function groupByFile<F extends DescribedFront>(
  profile: Profile,
  fronts: readonly F[],
  stem: string,
): ReadonlyMap<string, readonly F[]> {
  const groups = new Map<string, F[]>();
  for (const front of fronts) {
    const name = safeFileName(profile.stemOf?.(front) ?? stem);
    groups.set(name, [...(groups.get(name) ?? []), front]);
  }
  return groups;
}

/** A name that every file system takes. */
export function safeFileName(name: string): string {
  const safe = name
    .normalize("NFC")
    .replace(/[\p{C}/\\:*?"<>|]/gu, "_")
    .replaceAll("..", "_")
    .trim();
  return safe === "" ? "fronts" : safe;
}

/** What is missing or will be cut; empty when nothing is. */
export function missingIn(profile: Profile, fronts: readonly DescribedFront[]): Remark[] {
  const remarks = neededIn(profile, fronts);
  for (const field of profile.fields) {
    const values = fronts.map(field.valueOf);
    const cut = values.filter((value) => isCut(value, field.type)).length;
    if (cut > 0)
      remarks.push(
        warning(`${field.name} is too long on ${countOf(cut, fronts.length)} and will be cut.`),
      );
  }
  const odd = new Set(
    fronts.flatMap(({ description: { glacierId } }) =>
      glacierId !== null && !/^\d{1,9}$/.test(glacierId.trim()) ? [glacierId] : [],
    ),
  );
  const wantsNumber = profile.fields.some(
    ({ name, type }) => /^glacier[ _]?id$/i.test(name) && type.kind === "integer",
  );
  if (wantsNumber && odd.size > 0)
    remarks.push(
      warning(
        `The glacier id ${[...odd].map((id) => `"${id}"`).join(", ")} is not a whole number, as this profile wants it, and is left empty.`,
      ),
    );
  return remarks;
}

/** Fields that are empty on equally many fronts share a sentence. */
function neededIn({ fields }: Profile, fronts: readonly DescribedFront[]): Remark[] {
  const names = new Map<number, string[]>();
  for (const { name, ...field } of fields) {
    const values = field.isNeeded ? fronts.map(field.valueOf) : [];
    const empty = values.filter((value) => value === null || value === "").length;
    if (empty > 0) names.set(empty, [...(names.get(empty) ?? []), name]);
  }
  return [...names].map(([empty, some]) => {
    const verb = some.length === 1 ? "is" : "are";
    const where = countOf(empty, fronts.length);
    return warning(`${listOf(some)} ${verb} needed and missing on ${where}.`);
  });
}

function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function countOf(some: number, all: number): string {
  if (all === 1) return "the front";
  return some === all ? `all ${all} fronts` : `${some} of ${all} fronts`;
}

function isCut(value: FieldValue, type: FieldType): boolean {
  return typeof value === "string" && type.kind === "text" && fitted(value, type) !== clean(value);
}

/** Control characters end a DBF's text or break XML; tabs and line ends stay. */
function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, "").trim();
}

/** As the type stores it; a number that does not fit becomes null rather than a wrong one. */
export function fitted(value: FieldValue, type: FieldType): FieldValue {
  if (value === null) return null;
  if (type.kind === "text") return cutBytes(clean(String(value)), type.maxBytes);
  const number = Number(value);
  if (!Number.isFinite(number)) return null;
  const decimals = type.kind === "real" ? type.decimals : 0;
  const written = number.toFixed(decimals);
  return written.length > type.digits ? null : Number(written);
}

/** Text of at most `maxBytes` bytes of UTF-8, cut between characters. */
export function cutBytes(value: string, maxBytes: number): string {
  let [kept, bytes] = ["", 0];
  for (const character of withoutHalves(value)) {
    bytes += utf8Bytes(character.codePointAt(0) ?? 0);
    if (bytes > maxBytes) return kept.trimEnd();
    kept += character;
  }
  return kept;
}

/** Half a surrogate pair is no character and cannot be written in UTF-8. */
function withoutHalves(value: string): string {
  return value.replace(/\p{Surrogate}/gu, "\ufffd");
}

function utf8Bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
