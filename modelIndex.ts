// A Vite plugin that lists the models of public/models in models/index.json, in the built site and on the dev server.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { attentionBlocks } from "./src/models/attentionBlocks.ts";
import { parseGraph } from "./src/models/graph.ts";
import type { AttentionBlock } from "./src/models/modelCard.ts";

type Entry = {
  readonly folder: string;
  readonly card: unknown;
  readonly blocks: readonly AttentionBlock[];
};

const INDEX = "models/index.json";

/** Every folder of `modelsFolder` that holds a card.json, by name, each with its card as it stands there and where its network attends. */
export function readModelIndex(modelsFolder: string): Entry[] {
  if (!existsSync(modelsFolder)) return [];
  return readdirSync(modelsFolder)
    .sort()
    .map((folder) => ({ folder, file: join(modelsFolder, folder, "card.json") }))
    .filter(({ file }) => existsSync(file))
    .map(({ folder, file }) => ({
      folder,
      card: JSON.parse(readFileSync(file, "utf8")),
      blocks: blocksOf(join(modelsFolder, folder, "graph.json")),
    }));
}

/** A graph that cannot be used is refused when the model is loaded. */
function blocksOf(graphFile: string): readonly AttentionBlock[] {
  try {
    return attentionBlocks(parseGraph(readFileSync(graphFile, "utf8")));
  } catch {
    return [];
  }
}

export function modelIndex(): Plugin {
  let publicFolder = "";
  const source = () => JSON.stringify(readModelIndex(join(publicFolder, "models")));
  return {
    name: "model-index",
    configResolved: ({ publicDir }) => {
      publicFolder = publicDir;
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: INDEX, source: source() });
    },
    configureServer({ middlewares }) {
      middlewares.use(`/${INDEX}`, (_request, response) => {
        response.setHeader("Content-Type", "application/json").end(source());
      });
    },
  };
}
