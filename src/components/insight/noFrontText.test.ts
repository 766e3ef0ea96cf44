import { expect, it } from "vitest";
import { noFrontText } from "./noFrontText.ts";

it("names those that found no front, and none that has not run yet", () => {
  const row = (title: string, fronts?: number) => ({ title, fronts });
  expect(noFrontText([row("A", 1), row("B")])).toBeNull();
  expect(noFrontText([])).toBeNull();
  expect(noFrontText([row("A", 0), row("B", 2), row("C", 0)])).toContain("here by A and C:");
});
