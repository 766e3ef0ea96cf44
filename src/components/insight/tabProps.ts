// What every tab of "Inside the network" is given.
import type { OpenScene } from "../../store/scenesStore.ts";
import type { PaneLook } from "./panePicture.ts";
import type { PlaceStore } from "./placeStore.ts";
import type { Insight } from "./useInsight.ts";

export type TabProps = {
  readonly open: OpenScene;
  readonly insight: Insight;
  readonly look: PaneLook;
  readonly place: PlaceStore;
};
