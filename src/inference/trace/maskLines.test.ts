import { describe, expect, it } from "vitest";
import { maskLines } from "./maskLines.ts";

const size = { fileName: "m.png", widthPx: 30, heightPx: 20 };
const reader = (isSet: (col: number, row: number) => boolean) => async () =>
  Float32Array.from({ length: 600 }, (_, i) => (isSet(i % 30, Math.floor(i / 30)) ? 255 : 0));

describe("the lines in a mask", () => {
  it("run through the middle of a thick line, one for each piece", async () => {
    const lines = await maskLines(
      size,
      reader((col, row) => (row >= 4 && row <= 6 && col < 12) || (col === 20 && row > 3)),
    );
    expect(lines).toHaveLength(2);
    const [thick = [], thin = []] = lines.toSorted((a, b) => (a[0]?.[0] ?? 0) - (b[0]?.[0] ?? 0));
    expect(thick.every(([, y]) => y === 5.5)).toBe(true);
    expect(thick.length).toBeGreaterThanOrEqual(9);
    expect(thin.map(([x]) => x)).toEqual(Array(16).fill(20.5));
  });

  it.each([
    ["nothing", () => false],
    ["areas", (col: number) => col < 20],
  ] as const)("are refused where the mask shows %s", async (_, isSet) => {
    await expect(maskLines(size, reader(isSet))).rejects.toMatchObject({
      code: "mask-not-a-line",
    });
  });
});
