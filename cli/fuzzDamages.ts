// Damages to files: bits, numbers, lengths and tags of a TIFF's header; the same seed and run give the same file.
import fc from "fast-check";
import type { SoundFile } from "./fuzzFiles.ts";

type Damage =
  | { readonly kind: "bit" | "byte"; readonly at01: number; readonly value: number }
  /** A number of 16 or 32 bits in either order, as lengths and offsets are. */
  | {
      readonly kind: "number";
      readonly at01: number;
      readonly value: number;
      readonly bytes: 2 | 4;
      readonly isLittle: boolean;
    }
  /** A field of an entry of the TIFF's first directory: 0 tag, 1 type, 2 count, 3 value or offset. */
  | { readonly kind: "tag"; readonly at01: number; readonly field: number; readonly value: number }
  | { readonly kind: "cut"; readonly at01: number }
  | { readonly kind: "insert" | "remove" | "copy"; readonly at01: number; readonly length: number };

const VALUES = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 18, 31, 32, 33, 63, 64, 127, 128, 255, 256],
  ...[1000, 4096, 32767, 32768, 34887, 50000, 50001, 65535, 65536, 1e6, 2 ** 24, 2 ** 31 - 1],
  ...[2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1],
];
const value = fc.oneof(fc.constantFrom(...VALUES), fc.nat(70_000), fc.nat(2 ** 31 - 1));
/** Headers lie at the ends of files. */
const at01 = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 0.03, noNaN: true }),
  fc.double({ min: 0.93, max: 1, noNaN: true }),
);
const tag = fc.record({
  kind: fc.constant("tag" as const),
  at01: fc.double({ min: 0, max: 1, noNaN: true }),
  field: fc.constantFrom(0, 1, 2, 2, 3, 3, 3),
  value,
});

const oneDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constantFrom("bit" as const, "byte" as const), at01, value: fc.nat(255) }),
  fc.record({
    kind: fc.constant("number" as const),
    at01,
    value,
    bytes: fc.constantFrom(2 as const, 4 as const),
    isLittle: fc.boolean(),
  }),
  tag,
  tag,
  fc.record({ kind: fc.constant("cut" as const), at01 }),
  fc.record({
    kind: fc.constantFrom("insert" as const, "remove" as const, "copy" as const),
    at01,
    length: fc.integer({ min: 1, max: 64 }),
  }),
);
const someDamages = fc.tuple(
  fc.nat(1_000_000),
  fc.array(oneDamage, { minLength: 1, maxLength: 3, size: "max" }),
);

export type Damaged = SoundFile & { readonly how: readonly Damage[] };

export function damage(files: readonly SoundFile[], seed: number, run: number): Damaged {
  const [[which, how] = [0, []]] = fc.sample(someDamages, { seed: seed + 7919 * run, numRuns: 1 });
  const sound = files[which % files.length];
  if (sound === undefined) throw new Error("There is no sound file to damage.");
  const bytes = how.reduce(applied, Uint8Array.from(sound.bytes));
  return { name: sound.name, bytes, how };
}

/** For people. */
export function damages(how: readonly Damage[]): string {
  return how.map((one) => JSON.stringify(one)).join(", ");
}

function applied(bytes: Uint8Array<ArrayBuffer>, one: Damage): Uint8Array<ArrayBuffer> {
  const at = Math.min(bytes.length - 1, Math.floor(one.at01 * bytes.length));
  if (at < 0) return bytes;
  switch (one.kind) {
    case "bit":
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (one.value % 8));
      return bytes;
    case "byte":
      bytes[at] = one.value;
      return bytes;
    case "number":
      setNumber(bytes, at, one);
      return bytes;
    case "tag":
      setTag(bytes, one);
      return bytes;
    case "cut":
      return bytes.slice(0, at);
    case "insert":
    case "remove":
    case "copy":
      return shifted(bytes, at, one);
  }
}

function shifted(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  { kind, length }: Extract<Damage, { length: number }>,
): Uint8Array<ArrayBuffer> {
  if (kind === "copy") {
    bytes.copyWithin(Math.floor(at / 2), at, at + length);
    return bytes;
  }
  const middle = kind === "insert" ? new Uint8Array(length).fill(0xa5) : new Uint8Array();
  const rest = bytes.subarray(kind === "insert" ? at : at + length);
  const out = new Uint8Array(at + middle.length + rest.length);
  out.set(bytes.subarray(0, at));
  out.set(middle, at);
  out.set(rest, at + middle.length);
  return out;
}

type Numeral = { readonly value: number; readonly bytes: 2 | 4; readonly isLittle: boolean };

function setNumber(bytes: Uint8Array<ArrayBuffer>, at: number, numeral: Numeral): void {
  if (at < 0 || at + numeral.bytes > bytes.length) return;
  const view = new DataView(bytes.buffer);
  if (numeral.bytes === 2) view.setUint16(at, numeral.value, numeral.isLittle);
  else view.setUint32(at, numeral.value, numeral.isLittle);
}

/** Does nothing to what is no TIFF any more. */
function setTag(
  bytes: Uint8Array<ArrayBuffer>,
  one: Extract<Damage, { readonly kind: "tag" }>,
): void {
  if (bytes.length < 16) return;
  const view = new DataView(bytes.buffer);
  const isLittle = view.getUint16(0) === 0x4949;
  const isBig = view.getUint16(2, isLittle) === 43;
  const first = isBig ? view.getUint32(isLittle ? 8 : 12, isLittle) : view.getUint32(4, isLittle);
  if (first + 8 > bytes.length) return;
  const { at, shift } = fieldOf(view, first, { isLittle, isBig }, one);
  // A short number stands at the front of its field in either order.
  const isShort = one.field < 2 || (one.field === 3 && one.value < 2 ** 16 && !isLittle);
  setNumber(bytes, at + (isShort ? 0 : shift), {
    value: one.value,
    bytes: isShort ? 2 : 4,
    isLittle,
  });
}

/** Where a field of an entry lies, and how much further its lower half, of numbers of 64 bits. */
function fieldOf(
  view: DataView,
  first: number,
  { isLittle, isBig }: { readonly isLittle: boolean; readonly isBig: boolean },
  { at01: where, field }: { readonly at01: number; readonly field: number },
): { readonly at: number; readonly shift: number } {
  const count = view.getUint16(first + (isBig && !isLittle ? 6 : 0), isLittle);
  const entry = Math.min(count - 1, Math.floor(where * count));
  const start = first + (isBig ? 8 + entry * 20 : 2 + entry * 12);
  const place = (isBig ? [0, 2, 4, 12] : [0, 2, 4, 8])[field] ?? 0;
  return { at: start + place, shift: isBig && !isLittle && field >= 2 ? 4 : 0 };
}
