// What can be laid side by side on one scene: networks as they are, and a network with changed gates or a covered place.
import type { InferenceCalls } from "../../workers/protocol.ts";

type InspectRequest = InferenceCalls["inspect"]["request"];
type NetworkGrid = InferenceCalls["inspect"]["response"]["grid"];
/** A rectangle of the scene that is covered. */
export type Occlusion = NonNullable<InspectRequest["probe"]["occluded"]>;
/** An attention gate by its map: alpha1 finest. */
export type GateName = keyof InspectRequest["probe"]["gates"];
export const GATE_NAMES: readonly GateName[] = ["alpha1", "alpha2", "alpha3", "alpha4"];

/** As a person chooses it; a held map is named by the model that gives it. */
export type GateChoice =
  | { readonly kind: "open" }
  | { readonly kind: "scaled"; readonly factor: number }
  | { readonly kind: "held"; readonly modelId: string };

type GateChoices = Readonly<Partial<Record<GateName, GateChoice>>>;

export type Variant = {
  readonly modelId: string;
  readonly gates: GateChoices;
  readonly occluded: Occlusion | null;
};

export type InsightTab = "epochs" | "compare" | "ablation";

/** What is looked at, as the tabs remember it. */
export type InsightChoice = {
  readonly tab: InsightTab;
  readonly runId: string | null;
  /** Side by side. */
  readonly compared: readonly string[];
  readonly ablation: Variant;
};

export const MOST_COMPARED = 4;

export function plain(modelId: string): Variant {
  return { modelId, gates: {}, occluded: null };
}

export function isPlain({ gates, occluded }: Variant): boolean {
  return occluded === null && Object.keys(gates).length === 0;
}

/**
 * What the choice needs, in the order in which it is made: the first decides the grid of all, and a held map comes
 * before what it is held in. `epochs`: the models of the run's kept epochs, in order.
 */
export function wantedVariants(
  { ablation, compared, tab }: InsightChoice,
  epochs: readonly string[],
): Variant[] {
  if (tab === "epochs") return epochs.map(plain);
  if (tab === "compare") return compared.map(plain);
  const sources = Object.values(ablation.gates).flatMap((gate) =>
    gate.kind === "held" ? [gate.modelId] : [],
  );
  const others = [...new Set(sources)].filter((id) => id !== ablation.modelId);
  return [plain(ablation.modelId), ...others.map(plain), ...(isPlain(ablation) ? [] : [ablation])];
}

/** Of one variant on one scene (`sceneKey`), its maps told on `grid`. */
export function variantKey(sceneKey: string, variant: Variant, grid: NetworkGrid | null): string {
  const place = grid && [grid.widthPx, grid.heightPx, ...grid.gridToPixel];
  return JSON.stringify([sceneKey, variant.modelId, variant.gates, variant.occluded, place]);
}
