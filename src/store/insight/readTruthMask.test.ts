// Masks of fronts: laid on the scene, or refused with the reason; the file is closed again either way.
import { expect, it, vi } from "vitest";
import { scene as pictured } from "../../../test/fixtures/pretendedApp.ts";
import { AppError } from "../../base/errors.ts";
import type { Crs } from "../../geo/crs.ts";
import type { Scene } from "../../scene/scene.ts";
import type { OpenScene } from "../scenesStore.ts";
import { readTruthMask } from "./readTruthMask.ts";

const utm = (zone: number): Crs => ({
  kind: "projected",
  name: `UTM ${zone}N`,
  code: `EPSG:${32600 + zone}`,
  proj4: `+proj=utm +zone=${zone} +datum=WGS84`,
  metresPerUnit: 1,
});
const scene: Scene = {
  ...pictured,
  crs: utm(24),
  pixelToMap: [50, 0, 500_000, 0, -50, 7_400_000],
};
const job = { signal: new AbortController().signal, report: () => undefined };
const LINES = [
  [
    [0.5, 1.5],
    [9.5, 1.5],
  ],
] as const;

function read(mask: Partial<Scene>, lines: () => typeof LINES = () => LINES) {
  const closed: string[] = [];
  const opened: Scene = { ...scene, id: "mask", fileName: "mask.png", ...mask };
  const scenesCall = vi.fn(async (name: string, request: { sceneId: string }) => {
    if (name === "close") closed.push(request.sceneId);
    return { scene: opened };
  });
  const found = readTruthMask(
    { scenesCall: scenesCall as never, readMask: async () => lines() },
    { scene } as OpenScene,
    new File([], "mask.png"),
    job,
  );
  return { closed, found };
}

it("lays the mask's lines on the scene's map, and closes the file", async () => {
  const { closed, found } = read({});
  expect(await found).toMatchObject({
    sceneId: scene.id,
    fileName: "mask.png",
    lines: [
      [
        [500_025, 7_399_925],
        [500_475, 7_399_925],
      ],
    ],
  });
  expect(closed).toEqual(["mask"]);
});

it("takes a picture without a place as laid on the scene, and one less than half a pixel away", async () => {
  const { crs, pixelToMap } = pictured;
  await expect(read({ crs, pixelToMap }).found).resolves.toBeDefined();
  const near = [50, 0, 500_020, 0, -50, 7_400_000] as const;
  await expect(read({ pixelToMap: near }).found).resolves.toBeDefined();
});

it.each([
  ["another size", { widthPx: 11 }, "mask.png has 11 x 10 pixels, a.tif 10 x 10."],
  ["another CRS", { crs: utm(25) }, "mask.png is in UTM 25N, a.tif in UTM 24N."],
  [
    "another place",
    { pixelToMap: [50, 0, 500_150, 0, -50, 7_400_000] as const },
    "mask.png lies 3 pixels from a.tif.",
  ],
  [
    "larger pixels",
    { pixelToMap: [100, 0, 500_000, 0, -50, 7_400_000] as const },
    "mask.png lies 10 pixels from a.tif.",
  ],
])("refuses a mask of %s, and closes the file", async (_, mask, message) => {
  const { closed, found } = read(mask);
  await expect(found).rejects.toMatchObject({ code: "mask-elsewhere", message });
  expect(closed).toEqual(["mask"]);
});

it("closes the file also where its lines cannot be read", async () => {
  const { closed, found } = read({}, () => {
    throw new AppError("mask-not-a-line", "mask.png is 0 everywhere.");
  });
  await expect(found).rejects.toMatchObject({ code: "mask-not-a-line" });
  expect(closed).toEqual(["mask"]);
});
