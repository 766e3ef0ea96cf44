// What a pane shows of a result, pixel by pixel: on the page and in figures alike.
import { differencePicture } from "../../figures/differencePicture.ts";
import { greyPicture, mapOver, masksOver, type Picture } from "../../figures/picture.ts";
import type { ColourMapName } from "../../scene/colourMaps.ts";
import type { Inspected } from "../../store/insight/insightStore.ts";

export const MAP_LAYERS = ["probability", "alpha1", "alpha2", "alpha3", "alpha4"] as const;
type MapLayer = (typeof MAP_LAYERS)[number];
/** `against`: the band over the known front; `difference` and `moved`: from another result on the same grid. */
export type PaneLayer = MapLayer | "input" | "against" | "difference" | "moved";

export const LAYER_TITLES: Readonly<Record<PaneLayer, string>> = {
  input: "What the network is given",
  probability: "Probability of front",
  alpha1: "Attention α1",
  alpha2: "Attention α2",
  alpha3: "Attention α3",
  alpha4: "Attention α4",
  against: "Prediction and known front",
  difference: "Difference in probability",
  moved: "Front pixels that move",
};

export type PaneLook = {
  readonly colourMap: ColourMapName;
  /** Of the map over the scene. */
  readonly opacity01: number;
};

export type PaneContent = {
  readonly layer: PaneLayer;
  readonly result: Inspected;
  /** 1 on the known front over the grid; null without one. */
  readonly label: Uint8Array | null;
  /** What is compared with; null for nothing. */
  readonly other: Inspected | null;
};

export function mapOf({ maps }: Inspected, name: string): Float32Array | null {
  return maps.find((map) => map.name === name)?.values ?? null;
}

/** The last picture of each layer of a result, as long as the result is kept: epochs are slid through and back. */
const painted = new WeakMap<Inspected, Map<PaneLayer, Painted>>();
type Painted = { readonly of: readonly unknown[]; readonly picture: Picture | null };

/** Null where the result lacks what the layer shows. */
export function panePicture(content: PaneContent, look: PaneLook): Picture | null {
  const { label, layer, other, result } = content;
  const of = [label, other, look.colourMap, look.opacity01];
  const layers = painted.get(result) ?? new Map<PaneLayer, Painted>();
  painted.set(result, layers);
  const known = layers.get(layer);
  if (known?.of.every((part, i) => part === of[i])) return known.picture;
  const picture = paintPicture(content, look);
  layers.set(layer, { of, picture });
  return picture;
}

function paintPicture(
  { label, layer, other, result }: PaneContent,
  { colourMap, opacity01 }: PaneLook,
): Picture | null {
  const { band, grid, valid } = result;
  const grey = () => greyOf(result);
  if (layer === "input") return grey();
  if (layer === "against") return masksOver(grey(), label ?? [], band);
  if (layer === "moved") return other && masksOver(grey(), other.band, band);
  if (layer === "difference") {
    // From itself it would be an empty sheet.
    if (other === result) return null;
    const [own, before] = [mapOf(result, "probability"), other && mapOf(other, "probability")];
    return own && before && differencePicture({ ...grid, valid }, own, before);
  }
  const values = mapOf(result, layer);
  if (values === null) return null;
  const { heightPx, widthPx } = grid;
  return mapOver(
    grey(),
    { widthPx, heightPx, values, valid },
    { colourMap, opacity01, blend: "over" },
  );
}

/** What the maps of a result lie on, as long as it is kept. */
const greys = new WeakMap<Inspected, Picture>();

function greyOf(result: Inspected): Picture {
  const grey = greys.get(result) ?? greyPicture(result.grid, shades(result));
  greys.set(result, grey);
  return grey;
}

/** Brighter than linear, so that the dark half of a scene can be made out. */
function shades({ input, valid }: Inspected): Float32Array {
  return input.map((value, i) => (valid[i] === 1 ? Math.sqrt(Math.max(0, value)) : Number.NaN));
}

/** Why there is nothing to show. */
export function lackText(layer: PaneLayer, result: Inspected, other: Inspected | null): string {
  if (layer === "difference" && other === result) return "The others are compared with this one.";
  if (layer.startsWith("alpha"))
    return "No attention gate, or a grid so large that its map was left out.";
  if (mapOf(result, "probability") === null)
    return "This network tells zones, no probability of front.";
  return "There is nothing to compare with.";
}
