// A network's attention maps on labelled scenes, over the whole square that it was given.
import { AppError } from "../../src/base/errors.ts";
import type { Engine, EngineOutput } from "../../src/inference/engine/engine.ts";
import { type PreparedInput, prepareInput } from "../../src/inference/preprocess/prepareInput.ts";
import {
  type AttentionFigures,
  type AttentionGround,
  attentionFigures,
  attentionGround,
  spreadOver,
} from "../../src/inference/scores/attentionFigures.ts";
import { lineOnGrid, padToSquare, resizeNearest } from "../../src/inference/scores/networkLabel.ts";
import {
  type Dataset,
  type LabelledScene,
  type SceneFacts,
  ZONE_CODES,
} from "../datasets/labelledScene.ts";
import type { Split } from "../split.ts";
import type { AttentionLayers, GatedNetwork } from "./gatedNetworks.ts";

/** One layer's map of one scene. */
export type JudgedMap = {
  /** Of the model or the run, and which weights. */
  readonly network: string;
  readonly weights: string;
  readonly epoch: number | null;
  readonly layer: AttentionLayers[number];
  readonly scene: SceneFacts;
  readonly figures: AttentionFigures;
};

/** Names of `part`. Throws `option-invalid` when it has no scene. */
export function scenesOfPart(split: Split, part: keyof Split): readonly string[] {
  const names = split[part];
  if (!names.length)
    throw new AppError("option-invalid", `The split has no scene in its part "${part}".`);
  return names;
}

/** Scene by scene, layer by layer. Needs a started backend. */
export function judgeAttention(
  network: GatedNetwork,
  dataset: Dataset,
  names: readonly string[],
  onScene: (done: number, total: number) => void = () => {},
): Promise<JudgedMap[]> {
  return network.withEngine(async (engine) => {
    const maps: JudgedMap[] = [];
    for (const [i, name] of names.entries()) {
      maps.push(...(await judgeScene(network, engine, await dataset.read(name))));
      onScene(i + 1, names.length);
    }
    return maps;
  });
}

async function judgeScene(
  { epoch, layers, name, recipe, weights }: GatedNetwork,
  engine: Engine,
  label: LabelledScene,
): Promise<JudgedMap[]> {
  const prepared = await prepareInput(label.band, label.pixelSizeMetres, recipe);
  const ground = groundOf(label, prepared);
  const outputs = await engine.run(prepared.input);
  const { band, front, zones, scene: _, keptBox, ...scene } = label;
  return layers.map((layer) => {
    const { shape, values } = outputs[layer] as EngineOutput;
    const map = spreadOver(values, shape[1], prepared.sizePx);
    return { network: name, weights, epoch, layer, scene, figures: attentionFigures(map, ground) };
  });
}

/** Label and zones on the network's square, as its losses see them, but for the front: a line one pixel wide. */
function groundOf(
  { band, front, pixelSizeMetres, zones }: LabelledScene,
  { grid, sizePx, valid }: PreparedInput,
): AttentionGround {
  const onSquare = (values: Uint8Array) => padToSquare(values, grid, sizePx, 0);
  const codes = zones?.map((zone) => ZONE_CODES[zone] ?? ZONE_CODES[0]) ?? null;
  return attentionGround(
    {
      front: onSquare(lineOnGrid(front, band, grid)),
      valid: onSquare(valid),
      zones: codes && onSquare(resizeNearest(codes, band, grid)),
    },
    { widthPx: sizePx, heightPx: sizePx },
    {
      x: (pixelSizeMetres.x * band.widthPx) / grid.widthPx,
      y: (pixelSizeMetres.y * band.heightPx) / grid.heightPx,
    },
  );
}
