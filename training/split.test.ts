import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { SceneFacts } from "./datasets/labelledScene.ts";
import { type Split, type SplitRule, splitScenes, whySplitRuleIsImpossible } from "./split.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-split-"));
afterAll(() => rmSync(folder, { recursive: true }));

const GLACIERS = ["Alpha", "Beta", "Gamma"] as const;
const day = fc.integer({ min: 1, max: 9 }).map((n) => `2020-01-0${n}`);

/** Up to 60 scenes, several of a glacier and day, Alpha among them; names differ. */
const scenesOf = fc
  .array(
    fc.record({
      glacier: fc.constantFrom(...GLACIERS),
      date: day,
      publishedPart: fc.constantFrom("train", "test"),
    }),
    { minLength: 3, maxLength: 60 },
  )
  .map((list) =>
    list.map(
      (facts, i): SceneFacts => ({
        ...facts,
        glacier: GLACIERS[i] ?? facts.glacier,
        // Of one day, CaFFe's own parts hold all or nothing.
        publishedPart: facts.date < "2020-01-04" ? "test" : "train",
        name: `scene${i}`,
        sensor: "S1",
        nominalResolutionMetres: 20,
        pixelSizeMetres: { x: 20, y: 20 },
      }),
    ),
  );

const share = fc.double({ min: 0, max: 0.45, noNaN: true });
const rules = {
  glacierAndDates: fc.record({
    kind: fc.constantFrom("glacierAndDates" as const),
    unseenGlacier: fc.constantFrom(...GLACIERS),
    lastDatesShare01: share,
  }),
  glacier: fc.constantFrom<SplitRule>(
    { kind: "glacier", validation: ["Beta"], test: ["Gamma"] },
    { kind: "glacier", validation: [], test: ["Alpha", "Beta"] },
  ),
  date: fc.record({
    kind: fc.constantFrom("date" as const),
    validationFrom: fc.constantFrom("2020-01-04", "2020-01-06"),
    testFrom: fc.constantFrom("2020-01-06", "2020-01-08"),
  }),
  random: fc.record({
    kind: fc.constantFrom("random" as const),
    seed: fc.integer(),
    validationShare01: share,
    testShare01: share,
    datesMayStraddle: fc.constantFrom(false),
  }),
  published: fc.record({
    kind: fc.constantFrom("published" as const),
    seed: fc.integer(),
    validationShare01: share,
  }),
};

/** Null where the rule leaves no scene to train on, which it refuses. */
function trySplit(scenes: readonly SceneFacts[], rule: SplitRule): Split | null {
  try {
    return splitScenes(scenes, rule);
  } catch (error) {
    expect(String(error)).toContain("leaves no scene to train on");
    return null;
  }
}

const daysOf = (names: readonly string[], scenes: readonly SceneFacts[]) =>
  new Set(
    scenes
      .filter(({ name }) => names.includes(name))
      .map(({ glacier, date }) => `${glacier} ${date}`),
  );

it.each(Object.entries(rules))("%s: every scene is in one part, and no day in two", (_, rule) => {
  let splits = 0;
  fc.assert(
    fc.property(scenesOf, rule, (scenes, chosen) => {
      const split = trySplit(scenes, chosen);
      if (!split) return;
      splits++;
      const parts = [split.train, split.validation, split.test];
      const all = parts.flat();
      expect([...all].sort()).toEqual(scenes.map(({ name }) => name).sort());
      const days = parts.map((names) => daysOf(names, scenes));
      expect(days.reduce((sum, set) => sum + set.size, 0)).toBe(daysOf(all, scenes).size);
    }),
  );
  expect(splits).toBeGreaterThan(20);
});

it("random: shares hold to within one day's scenes, and the seed decides", () => {
  const rule = fc.record({
    seed: fc.integer(),
    validationShare01: share,
    testShare01: share,
    datesMayStraddle: fc.boolean(),
  });
  fc.assert(
    fc.property(scenesOf, rule, (scenes, shares) => {
      const split = trySplit(scenes, { kind: "random", ...shares });
      expect(trySplit(scenes, { kind: "random", ...shares })).toEqual(split);
      if (!split) return;
      const days = scenes.map(({ glacier, date }) => `${glacier} ${date}`);
      const largest = shares.datesMayStraddle
        ? 1
        : Math.max(...days.map((one) => days.filter((other) => other === one).length));
      const off = (names: readonly string[], share01: number) =>
        Math.abs(names.length - share01 * scenes.length);
      expect(off(split.test, shares.testShare01)).toBeLessThanOrEqual(largest);
      expect(off(split.validation, shares.validationShare01)).toBeLessThanOrEqual(largest);
    }),
  );
});

const scene = (name: string, glacier: string, date: string): SceneFacts => ({
  name,
  glacier,
  date,
  sensor: "S1",
  nominalResolutionMetres: 20,
  pixelSizeMetres: { x: 20, y: 20 },
});
const FOUR = [
  scene("a1", "A", "2020-01-01"),
  scene("a2", "A", "2020-01-01"),
  scene("a3", "A", "2020-02-01"),
  scene("b1", "B", "2020-01-01"),
];

it("random: other seeds split otherwise, and dates straddle only when asked", () => {
  const hundred = Array.from({ length: 100 }, (_, i) =>
    scene(`s${i}`, "A", `2020-01-0${1 + (i % 5)}`),
  );
  const rule = (seed: number, datesMayStraddle: boolean) =>
    splitScenes(hundred, {
      kind: "random",
      seed,
      validationShare01: 0.2,
      testShare01: 0.2,
      datesMayStraddle,
    });
  expect(
    new Set([1, 2, 3, 4, 5, 6].map((seed) => rule(seed, false).test.join())).size,
  ).toBeGreaterThan(1);
  expect(daysOf(rule(1, false).test, hundred).size).toBe(1);
  expect(daysOf(rule(1, true).test, hundred).size).toBeGreaterThan(1);
});

it("published: the data set's own test scenes test, and a data set that names none is refused", () => {
  const rule = { kind: "published", seed: 1, validationShare01: 0.5 } as const;
  const told = FOUR.map((facts) => ({
    ...facts,
    publishedPart: facts.glacier === "B" ? ("test" as const) : ("train" as const),
  }));
  const split = splitScenes(told, rule);
  expect(split.test).toEqual(["b1"]);
  expect(split.validation.length).toBeGreaterThan(0);
  expect(() => splitScenes(FOUR, rule)).toThrow(/split\.kind "published".* a1 /);
});

it("a rule that names a glacier the data set lacks is refused with the field and the glacier", () => {
  const rule = { kind: "glacier", validation: ["C"], test: [] } as const;
  expect(() => splitScenes(FOUR, rule)).toThrow(
    'split.validation: the data set has no glacier "C"',
  );
  const unseen = { kind: "glacierAndDates", unseenGlacier: "C", lastDatesShare01: 0.1 } as const;
  expect(() => splitScenes(FOUR, unseen)).toThrow("split.unseenGlacier");
  expect(whySplitRuleIsImpossible({ kind: "published", seed: 1, validationShare01: 1 })).toMatch(
    /^split\.validationShare01 .*\(1\)/,
  );
});

function splitByFile(content: unknown): Split {
  const path = join(folder, "split.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return splitScenes(FOUR, { kind: "file", path });
}

it("file: gives its lists, and absent ones are empty", () => {
  expect(splitByFile({ train: ["a1", "a2"], test: ["b1"] })).toEqual({
    train: ["a1", "a2"],
    validation: [],
    test: ["b1"],
  });
  const straddling = { train: ["a1"], validation: ["a2"], datesMayStraddle: true };
  expect(splitByFile(straddling).validation).toEqual(["a2"]);
});

it.each([
  ["{", ["not a readable JSON"]],
  ["[]", ["lists of scene names"]],
  [{ train: ["a1"], tests: [] }, ["unknown field tests"]],
  [{ train: "a1" }, ["train is not a list"]],
  [{ train: ["a1"], test: ["a9"] }, ["test", "missing scene", "a9"]],
  [{ train: ["a1"], test: ["a1"] }, ["a1 is in train and in test"]],
  [{ train: ["a1", "a1"] }, ["a1 is in train and in train"]],
  [{ train: ["a1"], test: ["a2"] }, ["a2 is in test", "a1", "same glacier and day"]],
  [{ train: ["a1"], datesMayStraddle: "yes" }, ["datesMayStraddle"]],
] as const)("file: %j is refused with file, field and scene", (content, words) => {
  const refuse = () => splitByFile(content);
  for (const word of [join(folder, "split.json"), ...words]) expect(refuse).toThrow(word);
});
