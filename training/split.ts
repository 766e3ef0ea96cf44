// Which scenes train, which choose and which judge. A date never straddles the parts unless asked: neighbouring dates
// and the orbits of one day are nearly the same picture.
import { AppError } from "../src/base/errors.ts";
import { seededRandom } from "../src/base/seededRandom.ts";
import type { SplitRule } from "../src/models/modelCard.ts";
import type { SceneFacts } from "./datasets/labelledScene.ts";
import { dayOf, isNames, readSplitFile, type Split } from "./splitFile.ts";

export type { Split, SplitRule };

export const JUDGED_PARTS = ["validation", "test"] as const;

/** What figures on a part are called. */
export function partTitle(rule: SplitRule, part: keyof Split): string {
  if (rule.kind !== "glacierAndDates" || part === "train") return part;
  return part === "validation" ? "otherDates" : "unseenGlacier";
}

/** Throws `option-invalid` naming the field, glacier or scene that does not fit, or the part that is left empty. */
export function splitScenes(scenes: readonly SceneFacts[], rule: SplitRule): Split {
  if (rule.kind === "file") return readSplitFile(rule.path, scenes);
  const wanted = rule.glaciers ?? scenes.map(({ glacier }) => glacier);
  requireGlaciers("split.glaciers", wanted, scenes);
  const chosen = scenes.filter(({ glacier }) => wanted.includes(glacier));
  const part = partOf(chosen, rule);
  const namesOf = (which: keyof Split) =>
    chosen.filter((scene) => part(scene) === which).map(({ name }) => name);
  const split = {
    train: namesOf("train"),
    validation: namesOf("validation"),
    test: namesOf("test"),
  };
  if (!split.train.length)
    throw new AppError("option-invalid", `split (${rule.kind}) leaves no scene to train on.`);
  return split;
}

/** The fault of a rule as a sentence, or null. */
export function whySplitRuleIsImpossible(rule: SplitRule): string | null {
  const fields: Readonly<Record<string, boolean>> = {
    ...("glaciers" in rule && { glaciers: isNames(rule.glaciers) }),
    ...(RULE_FIELDS[rule.kind]?.(rule as never) ?? { kind: false }),
  };
  const wrong = Object.entries(fields).find(([, holds]) => !holds)?.[0];
  if (wrong)
    return `split.${wrong} is missing or impossible (${JSON.stringify(rule[wrong as keyof SplitRule])}).`;
  const unknown = Object.keys(rule).find(
    (field) => !Object.hasOwn(fields, field) && field !== "kind",
  );
  return unknown ? `unknown field split.${unknown}.` : null;
}

type RuleOf<Kind> = Extract<SplitRule, { kind: Kind }>;
const RULE_FIELDS: {
  readonly [Kind in SplitRule["kind"]]: (rule: RuleOf<Kind>) => Record<string, boolean>;
} = {
  glacierAndDates: (rule) => ({
    unseenGlacier: typeof rule.unseenGlacier === "string",
    lastDatesShare01: isShare(rule.lastDatesShare01),
  }),
  glacier: (rule) => ({ validation: isNames(rule.validation), test: isNames(rule.test) }),
  date: (rule) => ({
    validationFrom: isDate(rule.validationFrom),
    testFrom: isDate(rule.testFrom) && rule.testFrom >= rule.validationFrom,
  }),
  random: (rule) => ({
    seed: Number.isInteger(rule.seed),
    validationShare01: isShare(rule.validationShare01),
    testShare01: isShare(rule.testShare01) && rule.validationShare01 + rule.testShare01 < 1,
    datesMayStraddle: typeof rule.datesMayStraddle === "boolean",
  }),
  published: (rule) => ({
    seed: Number.isInteger(rule.seed),
    validationShare01: isShare(rule.validationShare01),
  }),
  file: (rule) => ({ path: typeof rule.path === "string" && rule.path.length > 0 }),
};

function partOf(
  scenes: readonly SceneFacts[],
  rule: Exclude<SplitRule, { kind: "file" }>,
): (scene: SceneFacts) => keyof Split {
  switch (rule.kind) {
    case "glacierAndDates":
      return byGlacierAndDates(scenes, rule);
    case "glacier":
      requireGlaciers("split.validation", rule.validation, scenes);
      requireGlaciers("split.test", rule.test, scenes);
      return ({ glacier }) => {
        if (rule.test.includes(glacier)) return "test";
        return rule.validation.includes(glacier) ? "validation" : "train";
      };
    case "date":
      return ({ date }) => {
        if (date >= rule.testFrom) return "test";
        return date >= rule.validationFrom ? "validation" : "train";
      };
    case "random":
      return atRandom(scenes, rule);
    case "published":
      return asPublished(scenes, rule);
  }
}

function byGlacierAndDates(
  scenes: readonly SceneFacts[],
  { unseenGlacier, lastDatesShare01 }: RuleOf<"glacierAndDates">,
): (scene: SceneFacts) => keyof Split {
  requireGlaciers("split.unseenGlacier", [unseenGlacier], scenes);
  const firstHeldDate = new Map<string, string>();
  for (const glacier of new Set(scenes.map((scene) => scene.glacier))) {
    const dates = scenes
      .filter((scene) => scene.glacier === glacier)
      .map((scene) => scene.date)
      .sort();
    firstHeldDate.set(glacier, dates[Math.floor(dates.length * (1 - lastDatesShare01))] ?? "9999");
  }
  return ({ glacier, date }) => {
    if (glacier === unseenGlacier) return "test";
    return date >= (firstHeldDate.get(glacier) ?? "9999") ? "validation" : "train";
  };
}

/** Whole days of a glacier are drawn, so that shares hold to within one day's scenes. */
function atRandom(
  scenes: readonly SceneFacts[],
  rule: Omit<RuleOf<"random">, "kind">,
): (scene: SceneFacts) => keyof Split {
  const keyOf = (scene: SceneFacts) => (rule.datesMayStraddle ? scene.name : dayOf(scene));
  const size = new Map<string, number>();
  for (const scene of scenes) size.set(keyOf(scene), (size.get(keyOf(scene)) ?? 0) + 1);
  const keys = shuffled([...size.keys()].sort(), rule.seed);
  const part = new Map<string, keyof Split>();
  const wanted = {
    test: rule.testShare01 * scenes.length,
    validation: rule.validationShare01 * scenes.length,
  };
  let [test, validation] = [0, 0];
  for (const key of keys) {
    const count = size.get(key) ?? 0;
    if (test + count / 2 <= wanted.test) {
      part.set(key, "test");
      test += count;
    } else if (validation + count / 2 <= wanted.validation) {
      part.set(key, "validation");
      validation += count;
    } else part.set(key, "train");
  }
  return (scene) => part.get(keyOf(scene)) ?? "train";
}

function asPublished(
  scenes: readonly SceneFacts[],
  { seed, validationShare01 }: RuleOf<"published">,
): (scene: SceneFacts) => keyof Split {
  const untold = scenes.find(({ publishedPart }) => publishedPart === undefined);
  if (untold)
    throw new AppError(
      "option-invalid",
      `split.kind "published": the data set does not say whether ${untold.name} trains or tests.`,
    );
  const others = scenes.filter(({ publishedPart }) => publishedPart === "train");
  const part = atRandom(others, {
    seed,
    validationShare01,
    testShare01: 0,
    datesMayStraddle: false,
  });
  return (scene) => (scene.publishedPart === "test" ? "test" : part(scene));
}

/** Fisher-Yates. */
function shuffled(keys: readonly string[], seed: number): string[] {
  const random = seededRandom(seed);
  const out = [...keys];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as string, out[i] as string];
  }
  return out;
}

function requireGlaciers(
  field: string,
  names: readonly string[],
  scenes: readonly SceneFacts[],
): void {
  const known = [...new Set(scenes.map(({ glacier }) => glacier))];
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined)
    throw new AppError(
      "option-invalid",
      `${field}: the data set has no glacier "${missing}", only ${known.join(", ")}.`,
    );
}

function isDate(value: unknown): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(String(value));
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value < 1;
}
