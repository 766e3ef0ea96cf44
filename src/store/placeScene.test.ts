// A scene placed anew: its fronts go along, and nothing of the former grid comes back.
import { expect, it, vi } from "vitest";
import { prediction, scene, setUp } from "../../test/fixtures/pretendedApp.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { moveVertex } from "../annotation/edits/moveVertex.ts";
import { drawnFront } from "../annotation/newFront.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { DEFAULT_PLACEMENT } from "../geo/groundControl.ts";
import type { Prediction } from "./rasterRegistry.ts";

const IN_UTM = { ...DEFAULT_PLACEMENT, grid: "EPSG:32624" };
const FILE = { file: new Blob(["x"]), fileName: "a.tif" };
const east = ([x, y]: MapXY): MapXY => [x + 1000, y];

function opened(predict?: () => Promise<Prediction>) {
  const app = setUp(
    {
      place: ({ paths, placement }) =>
        Promise.resolve({
          scene: {
            ...scene,
            crs: { ...scene.crs, code: placement.grid ?? scene.crs.code },
            regridded: {
              choice: placement,
              from: "EPSG:3413",
              storedWidthPx: 1,
              storedHeightPx: 1,
            },
          },
          paths: paths.map((path) => path.map(east)),
        }),
    },
    predict ? { predict } : {},
  );
  const xs = () => app.documentStore.committed().fronts.map(({ vertices }) => vertices[0]?.at[0]);
  const draw = async () => {
    await app.actions.openFiles([FILE]);
    const sceneId = app.viewStore.getState().sceneId ?? "";
    app.documentStore.commit(
      "Draw",
      addFronts([
        drawnFront("a", sceneId, [
          [1, 0],
          [2, 0],
        ]),
      ]),
    );
    app.documentStore.commit("Move", moveVertex("a", 0, [5, 0]));
    return sceneId;
  };
  return { ...app, xs, draw };
}

it("no undo and no redo brings back coordinates of the grid that the scene was in before", async () => {
  const { actions, documentStore, draw, jobsStore, xs } = opened();
  const sceneId = await draw();
  documentStore.undo();
  await actions.placeScene(sceneId, IN_UTM, false);
  expect(xs()).toEqual([1001]);
  expect(jobsStore.getState().place).toMatchObject({
    summary: expect.stringContaining("choose the former grid"),
  });
  documentStore.redo();
  expect(xs()).toEqual([1001]);
  documentStore.undo();
  documentStore.undo();
  expect(xs()).toEqual([1001]);
});

it("a shift in the same grid can be undone", async () => {
  const { actions, documentStore, draw, xs } = opened();
  const sceneId = await draw();
  await actions.placeScene(sceneId, { ...DEFAULT_PLACEMENT, shiftMetres: [1000, 0] }, true);
  expect(xs()).toEqual([1005]);
  documentStore.undo();
  expect(xs()).toEqual([5]);
});

it("stops the prediction that is under way on the scene's former place", async () => {
  let answer: (value: Prediction) => void = () => undefined;
  const { actions, draw, jobsStore, log, xs } = opened(
    () => new Promise((resolve) => (answer = resolve)),
  );
  const sceneId = await draw();
  const predicting = actions.predict();
  await vi.waitFor(() => expect(log).toContain("predict"));
  await actions.placeScene(sceneId, IN_UTM, true);
  expect(jobsStore.getState().predict.kind).toBe("idle");
  answer(prediction);
  await predicting;
  expect(xs()).toEqual([1005]);
});
