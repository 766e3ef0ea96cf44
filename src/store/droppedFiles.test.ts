// What a drop is taken for: scenes, models, or a folder that holds neither.
import { expect, it } from "vitest";
import { sortDropped } from "./droppedFiles.ts";

const file = new Blob(["x"]);

function sort(paths: readonly string[], folders: readonly string[] = []) {
  const sorted = sortDropped({ files: paths.map((path) => ({ path, file })), folders });
  return {
    scenes: sorted.scenes.map(({ fileName }) => fileName),
    models: sorted.models.map(({ folder, files }) => [folder, ...files.keys()]),
    ...(sorted.runs.length > 0 && {
      runs: sorted.runs.map(({ folder, files }) => [folder, ...files.keys()]),
    }),
    uselessFolders: sorted.uselessFolders,
  };
}

it("takes a model folder and the scenes beside it apart", () => {
  const model = ["my-unet/card.json", "my-unet/graph.json", "my-unet/weights.safetensors"];
  expect(sort(["a.tif", ...model, "b.png"], ["my-unet"])).toEqual({
    scenes: ["a.tif", "b.png"],
    models: [["my-unet", "card.json", "graph.json", "weights.safetensors"]],
    uselessFolders: [],
  });
});

it("takes the three files of a model dropped without their folder as one model", () => {
  expect(sort(["w.safetensors", "graph.json", "a.tif", "card.json"])).toEqual({
    scenes: ["a.tif"],
    models: [[null, "w.safetensors", "graph.json", "card.json"]],
    uselessFolders: [],
  });
});

it("takes every model of a folder of models, and leaves their pictures and notes alone", () => {
  expect(
    sort(["all/one/card.json", "all/one/curve.png", "all/two/card.json", "all/notes.txt"], ["all"]),
  ).toEqual({
    scenes: [],
    models: [
      ["one", "card.json"],
      ["two", "card.json"],
    ],
    uselessFolders: [],
  });
});

it("opens the scenes of a folder, and names folders of no use, the empty ones too", () => {
  expect(
    sort(["day/a.TIF", "day/b.png", "day/read me.txt", "text/c.txt"], ["day", "text", "nil"]),
  ).toEqual({
    scenes: ["a.TIF", "b.png"],
    models: [],
    uselessFolders: ["text", "nil"],
  });
});

it("tries a single file whatever its name, so that opening it says what is wrong", () => {
  expect(sort(["notes.txt"]).scenes).toEqual(["notes.txt"]);
});

const RUN = ["config.json", "graph.json", "log.jsonl", "checkpoint.pt", "best.safetensors"];

it("takes a training run by its three files, with the index of its scenes, and the model in it as a model", () => {
  const paths = [
    ...[...RUN, "notes.txt"].map((name) => `runs/fjords/${name}`),
    ...["card.json", "graph.json", "w.safetensors"].map((name) => `runs/fjords/model/${name}`),
    ...["scenes.json", "valid.npy"].map((name) => `runs/fjords/prepared/${name}`),
  ];
  expect(sort(paths, ["runs"])).toEqual({
    scenes: [],
    models: [["fjords", "card.json", "graph.json", "w.safetensors"]],
    runs: [["fjords", ...RUN, "prepared/scenes.json"]],
    uselessFolders: [],
  });
});

it("takes a run's files without their folder as a run, and one that has no log yet", () => {
  expect(sort([...RUN, "a.tif"])).toEqual({
    scenes: ["a.tif"],
    models: [],
    runs: [[null, ...RUN]],
    uselessFolders: [],
  });
  const begun = ["new/config.json", "new/graph.json"];
  expect(sort(begun, ["new"])).toMatchObject({
    models: [],
    runs: [["new", ...begun.map((p) => p.slice(4))]],
  });
});

it("takes a folder with a card for a model, also with a configuration beside it", () => {
  const names = ["card.json", "config.json", "graph.json", "w.safetensors"];
  const sorted = sort(
    names.map((name) => `mine/${name}`),
    ["mine"],
  );
  expect(sorted.models).toEqual([["mine", "card.json", "graph.json", "w.safetensors"]]);
  expect(sorted).not.toHaveProperty("runs");
});
