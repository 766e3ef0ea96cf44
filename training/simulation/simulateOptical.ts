// An optical picture of a simulated fjord: its zones in 14 Sentinel-2 layers, with texture and the sun's shading.
import { OPTICAL_LAYERS } from "../../src/models/pretraining.ts";
import { fractalNoise } from "./random.ts";

type Layer = (typeof OPTICAL_LAYERS)[number];

/**
 * Reflectance of rock, glacier and ocean, rounded from what such surfaces have in each band: rock brightens with
 * wavelength, snow is bright until the short-wave infrared, water is dark.
 */
const REFLECTANCE: Readonly<Record<Exclude<Layer, "WVP" | "SCL">, readonly number[]>> = {
  B1: [0.08, 0.85, 0.07],
  B2: [0.09, 0.85, 0.06],
  B3: [0.11, 0.83, 0.05],
  B4: [0.14, 0.8, 0.035],
  B5: [0.16, 0.78, 0.03],
  B6: [0.18, 0.75, 0.025],
  B7: [0.19, 0.72, 0.022],
  B8: [0.2, 0.7, 0.02],
  B8A: [0.21, 0.66, 0.018],
  B9: [0.21, 0.5, 0.015],
  B11: [0.27, 0.1, 0.008],
  B12: [0.24, 0.08, 0.006],
};
/** Sentinel-2's scene classes: none, bare soil, snow or ice, water. */
const SCENE_CLASSES = [0, 5, 11, 6];
const TEXTURE = 0.18;
const SHADING = 0.45;
/** Pixels between features of texture and of terrain. */
const [TEXTURE_PX, TERRAIN_PX] = [9, 60];

/**
 * Reflectance x 10000, water vapour and scene class, a row-major layer each, in the order of `OPTICAL_LAYERS`.
 * `zones`: 0 outside the swath, where all layers are 0, 1 rock, 2 glacier, 3 ocean.
 */
export function simulateOptical(
  zones: Uint8Array,
  widthPx: number,
  seed: number,
): Float32Array<ArrayBuffer>[] {
  const light = illumination(zones, widthPx, seed);
  const vapour = fractalNoise(seed + 900, 2);
  return OPTICAL_LAYERS.map((layer) =>
    Float32Array.from(zones, (zone, i) => {
      if (zone === 0) return 0;
      if (layer === "SCL") return SCENE_CLASSES[zone] as number;
      if (layer === "WVP")
        return 600 + 150 * vapour((i % widthPx) / 200, Math.floor(i / widthPx) / 200);
      const reflectance = REFLECTANCE[layer][zone - 1] as number;
      return 10_000 * reflectance * (light[i] as number);
    }),
  );
}

/** Texture everywhere, and slopes lit from the upper left, which water has not. */
function illumination(zones: Uint8Array, widthPx: number, seed: number): Float32Array {
  const [texture, terrain] = [fractalNoise(seed + 700, 3), fractalNoise(seed + 800, 3)];
  return Float32Array.from(zones, (zone, i) => {
    const [col, row] = [i % widthPx, Math.floor(i / widthPx)];
    const [x, y] = [col / TERRAIN_PX, row / TERRAIN_PX];
    const towardsSun = terrain(x, y) - terrain(x - 0.2, y - 0.2);
    const shade = zone === 3 ? 0 : SHADING * towardsSun * (zone === 1 ? 2 : 1);
    return Math.max(0.05, 1 + shade + TEXTURE * texture(col / TEXTURE_PX, row / TEXTURE_PX));
  });
}
