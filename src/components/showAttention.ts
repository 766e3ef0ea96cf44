// What the map shows of a Transformer's attention: its maps as layers, the pixel and the outlines.
import { composeAffine, pixelToMap } from "../geo/coordinates.ts";
import type { AttentionMark } from "../map/attentionMarker.ts";
import type { Overlay } from "../map/overlayLayer.ts";
import type { Scene } from "../scene/scene.ts";
import { type Attentions, peakOf, tokenMapOf } from "../store/attentions.ts";
import { ATTENTION_NAMES, type ViewState } from "../store/viewStore.ts";

/** The largest weight at the end of the colours. */
export function attentionOverlays(scene: Scene, attentions: Attentions): Overlay[] {
  const answer = attentions.get(scene.id);
  return ATTENTION_NAMES.flatMap((name) => {
    const map = tokenMapOf(answer, name);
    if (map === null) return [];
    const peak = peakOf(map);
    const { gridToPixel, heightPx, valid, weights, widthPx } = map;
    const values = weights.map((weight) => (peak === 0 ? 0 : weight / peak));
    const gridToMap = composeAffine(scene.pixelToMap, gridToPixel);
    return [{ name, values, valid, gridToMap, widthPx, heightPx }];
  });
}

/** Null where no attention is looked at. */
export function attentionMark(
  scene: Scene,
  attentions: Attentions,
  { layers, overlaysHeldHidden }: ViewState,
): AttentionMark | null {
  const { pixel } = attentions.getState();
  const isChosen = layers.attended.visible && pixel?.sceneId === scene.id;
  if (overlaysHeldHidden || !(isChosen || layers.received.visible)) return null;
  const outlines = attentions.get(scene.id)?.outlines ?? [];
  return {
    at: isChosen ? pixel.at : null,
    outlines: outlines.map((outline) =>
      outline.map((corner) => pixelToMap(scene.pixelToMap, corner)),
    ),
  };
}
