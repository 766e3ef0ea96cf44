// What part of the scene is predicted on, how to choose it, and what that costs.
import { lonLatToMap, mapToLonLat } from "../geo/projection.ts";
import type { Scene } from "../scene/scene.ts";
import {
  type AreaCost,
  areaAround,
  areaOfFronts,
  costOfArea,
  isInside,
} from "../store/areaOfInterest.ts";
import { offeredModel } from "../store/modelsStore.ts";
import { nearestGlaciers } from "../store/nearestGlaciers.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { takeTool } from "./commands/whileDrawing.ts";
import { formatDuration } from "./formatQuantities.ts";
import { Section } from "./Section.tsx";

export function AreaSection({ open }: { readonly open: OpenScene }) {
  const app = useApp();
  const { documentStore, map, modelsStore, sceneCommands, scenesStore, viewStore } = app;
  const modelId = useStore(viewStore, (view) => view.modelId);
  const model = useStore(modelsStore, (state) => offeredModel(state, modelId));
  const secondsPerWindow = useStore(scenesStore, (state) => state.secondsPerWindow[modelId]);
  if (open.scene.pixelSizeMetres === null || model === undefined) return null;
  const cost = costOfArea(open, model.card);
  const { area, scene } = open;
  return (
    <Section name="area" title="Area of interest">
      <p className="quiet">
        Predict looks at {area ? "the dashed rectangle" : "the whole scene"}:{" "}
        {costText(cost, secondsPerWindow)}
      </p>
      <div className="button-row hint">
        <button type="button" className="button small" onClick={() => takeTool(app, "area")}>
          Draw it
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => {
            const shown = map.current?.shownBounds() ?? null;
            if (shown !== null) sceneCommands.chooseArea(shown);
          }}
        >
          What the map shows
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => {
            const { scenes } = scenesStore.getState();
            const around = areaOfFronts(open, scenes, documentStore.committed());
            if (around !== null) sceneCommands.chooseArea(around);
            else viewStore.set({ notice: "The project has no front in this scene yet." });
          }}
        >
          Around the fronts
        </button>
        <GlacierAreas scene={scene} />
        {area && (
          <button
            type="button"
            className="button small"
            onClick={() => scenesStore.change(scene.id, { area: null })}
          >
            Whole scene
          </button>
        )}
      </div>
    </Section>
  );
}

const MOST_GLACIERS = 3;

/** Glaciers of the user's list that lie in the scene, the nearest to its middle first. */
function GlacierAreas({ scene }: { readonly scene: Scene }) {
  const { actions, sceneCommands } = useApp();
  const list = useStore(actions.glacierList, (state) => state.list);
  if (list === null) return null;
  const [minX, minY, maxX, maxY] = scene.bounds;
  const middle = mapToLonLat([(minX + maxX) / 2, (minY + maxY) / 2], scene.crs);
  const near = middle === null ? [] : nearestGlaciers(list, middle, MOST_NEAR);
  return near
    .flatMap((glacier) => {
      const at = lonLatToMap(glacier.at, scene.crs);
      const area = at !== null && isInside(scene.bounds, at) ? areaAround(scene, at) : null;
      return area === null ? [] : [{ name: glacier.name || glacier.id, area }];
    })
    .slice(0, MOST_GLACIERS)
    .map(({ area, name }) => (
      <button
        key={name}
        type="button"
        className="button small"
        onClick={() => sceneCommands.chooseArea(area)}
      >
        Around {name}
      </button>
    ));
}

const MOST_NEAR = 30;

function costText({ sizeMetres, windows }: AreaCost, secondsPerWindow: number | undefined): string {
  const size =
    sizeMetres === null ? "" : `${kilometres(sizeMetres.x)} x ${kilometres(sizeMetres.y)} km, `;
  const count = windows === 1 ? "at once" : `in up to ${windows} windows`;
  const time =
    secondsPerWindow === undefined ? "" : `, about ${formatDuration(windows * secondsPerWindow)}`;
  return `${size}${count}${time}.`;
}

const kilometres = (metres: number) => (metres / 1000).toFixed(metres < 9_950 ? 1 : 0);
