// What is shown as the network's input is the network's input, whatever the picture is shown as.
import { expect, it } from "vitest";
import { shippedCard } from "../../test/fixtures/pretendedApp.ts";
import type { PreprocessingRecipe } from "../models/modelCard.ts";
import { networkInput } from "./networkInput.ts";
import { areaOfBand, prepareInput } from "./preprocess/prepareInput.ts";

const recipe: PreprocessingRecipe = {
  medianAreaSquareMetres: 2500,
  sizePx: 32,
  radiometry: "rank",
  channels: ["intensity", "valid"],
};

it("is the first channel of the prepared input without its padding", async () => {
  const band = {
    widthPx: 80,
    heightPx: 40,
    values: Float32Array.from({ length: 3200 }, (_, i) => (i % 80 < 9 ? Number.NaN : 1 + (i % 71))),
  };
  const metres = { x: 20, y: 20 };
  const stages: string[] = [];
  const shown = await networkInput(
    { ...band, pixelSizeMetres: metres },
    areaOfBand(band).read,
    { ...shippedCard(), preprocessing: recipe },
    { onProgress: (stage) => stages.push(stage) },
  );
  const prepared = await prepareInput(band, metres, recipe);
  expect(shown.grid).toEqual(prepared.grid);
  expect(shown.valid).toEqual(prepared.valid);
  expect([shown.grid.widthPx, shown.grid.heightPx]).toEqual([32, 16]);
  for (const [i, value] of shown.values.entries()) {
    const [col, row] = [i % 32, Math.floor(i / 32)];
    expect(value).toBe(prepared.input[(row * 32 + col) * 2]);
  }
  expect(stages[0]).toBe("read");
});
