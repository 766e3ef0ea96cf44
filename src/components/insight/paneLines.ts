// Lines over panes: what was predicted, what is known, and what was predicted before a change.

import type { Inspected } from "../../store/insight/insightStore.ts";
import type { KnownFront } from "../../store/insight/knownFronts.ts";
import type { OpenScene } from "../../store/scenesStore.ts";
import type { PaneLines } from "./PaneCanvas.tsx";
import { frontLines, inPixels } from "./useInsight.ts";

/** As the map shows them, and told apart without colour too. */
export const LINE_STYLES = {
  predicted: { colour: "#ff5a4d", dash: [] },
  before: { colour: "#ffb020", dash: [2, 4] },
  known: { colour: "#4ade80", dash: [8, 4] },
} as const;

export function paneLines(
  { scene }: OpenScene,
  shown: {
    readonly result: Inspected | undefined;
    readonly truth: KnownFront | null;
    readonly before?: Inspected | undefined;
  },
): PaneLines[] {
  const { before, result, truth } = shown;
  const line = (style: keyof typeof LINE_STYLES, lines: Parameters<typeof inPixels>[1]) => ({
    ...LINE_STYLES[style],
    paths: inPixels(scene, lines),
  });
  return [
    ...(truth ? [line("known", truth.lines)] : []),
    ...(before ? [line("before", frontLines(before))] : []),
    ...(result ? [line("predicted", frontLines(result))] : []),
  ];
}
