// A training run read from its texts: what is taken, what is refused and by which code, and the cards of its epochs.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { AppError } from "../base/errors.ts";
import { buildAttentionUnet } from "./attentionUnet.ts";
import { buildHybrid } from "./hybrid.ts";
import { HYBRID_SIZES } from "./hybridConfigs.ts";
import { parseModelCard } from "./modelCard.ts";
import { writeSafetensors } from "./safetensors.ts";
import {
  epochCard,
  keptEpochOf,
  type RunTexts,
  readRunLog,
  readTrainedScenes,
  readTrainingRun,
  whyWeightsDoNotFit,
} from "./trainingRun.ts";
import { sampleWeights } from "./weights.ts";

const unet = { sizePx: 64, inputChannels: 2, baseWidth: 4 } as const;
const graph = buildAttentionUnet({ ...unet, attention: true, zoneHead: true });
const shipped = JSON.parse(
  readFileSync(new URL("../../training/configs/attention-unet.json", import.meta.url), "utf8"),
);
const config = { ...shipped, preprocessing: { ...shipped.preprocessing, sizePx: 64 } };
const line = (epoch: number, more: object = {}) => ({
  ...{ epoch, of: 9, loss: 1 / epoch, bce: 0.5 / epoch, dice: 0.5 / epoch },
  ...{ learningRate: 1e-3, seconds: 2, ...more },
});
const judged = (threshold: number) => ({ validation: { softDice: 0.2, dice: 0.3, threshold } });
const lines = [line(1), line(2, { ...judged(0.2), isBest: true }), line(3), line(5, judged(0.35))];

function texts(change: Partial<RunTexts> = {}): RunTexts {
  const log = `${lines.map((one) => JSON.stringify(one)).join("\n")}\n`;
  return { config: JSON.stringify(config), graph: JSON.stringify(graph), log, ...change };
}

const withConfig = (change: object) => ({ config: JSON.stringify({ ...config, ...change }) });

it("takes name, loss, epochs with the loss's terms, the best epoch and whether there are gates", () => {
  const facts = readTrainingRun(texts(withConfig({ somethingNew: 1 })));
  expect(facts).toMatchObject({
    config: { name: "attention-unet", keepEpochs: [5, 10, 36] },
    bestEpoch: 2,
    lossText: "Dice + BCE + 0.5 zone BCE",
    hasGates: true,
  });
  expect(facts.log.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 5]);
  expect(facts.log[0]?.terms).toEqual({ bce: 0.5, dice: 0.5 });
  expect(facts.log[1]?.validation).toEqual({ softDice: 0.2, dice: 0.3, threshold: 0.2 });
});

it("reads every configuration that is trained here, but for those of pretraining", () => {
  for (const name of ["unet", "attention-unet", "hybrid-lite", "study"]) {
    const path = new URL(`../../training/configs/${name}.json`, import.meta.url);
    const shippedConfig = JSON.parse(readFileSync(path, "utf8"));
    const { network, preprocessing } = shippedConfig;
    const inputChannels = preprocessing.channels.length;
    const { sizePx } = preprocessing;
    const built = network.hybrid
      ? buildHybrid({ ...HYBRID_SIZES["hybrid-lite"], sizePx, inputChannels, classes: 4 })
      : buildAttentionUnet({ ...network, sizePx, inputChannels });
    const read = readTrainingRun(
      texts({ config: JSON.stringify(shippedConfig), graph: JSON.stringify(built) }),
    );
    expect(read.hasGates, name).toBe(network.attention === true);
  }
});

it.each<[string, Partial<RunTexts>, RegExp]>([
  ["run-config-invalid", { config: "{" }, /config.json is not JSON/],
  ["run-config-invalid", withConfig({ network: { baseWidth: 4 } }), /network.attention/],
  ["run-config-invalid", withConfig({ network: { hybrid: "huge", classes: 4 } }), /network.hybrid/],
  ["run-config-invalid", withConfig({ keepEpochs: [0.5] }), /keepEpochs\[0\]/],
  ["run-config-invalid", withConfig({ preprocessing: shipped.preprocessing }), /256 x 256 x 2/],
  ["run-config-invalid", withConfig({ loss: { bce: -1 } }), /loss.bce/],
  ["run-untraceable", withConfig({ pretext: "optTranslator" }), /pretraining/],
  [
    "run-untraceable",
    { graph: JSON.stringify({ ...graph, outputs: { optical: graph.outputs.probability } }) },
    /no output "probability" but optical/,
  ],
  ["model-graph-invalid", { graph: "{}" }, /not an Icefront graph/],
  ["model-graph-invalid", { graph: "" }, /not JSON/],
  ["run-without-epoch", { log: "" }, /no finished epoch/],
  ["run-log-invalid", { log: `{"epoch": 1\n${JSON.stringify(line(2))}\n` }, /line 1 is not JSON/],
  ["run-log-invalid", { log: '{"epoch": 1, "of": 2, "loss": NaN}\n' }, /line 1 is not JSON/],
  [
    "run-log-invalid",
    { log: `${JSON.stringify({ ...line(1), loss: "low" })}\n` },
    /line 1.loss is not a finite number/,
  ],
  [
    "run-log-invalid",
    { log: [line(2), line(2)].map((one) => `${JSON.stringify(one)}\n`).join("") },
    /line 2: epoch 2 does not follow 2/,
  ],
])("refuses a broken run (%s, %#) and says where", (code, change, message) => {
  const read = () => readTrainingRun(texts(change));
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code, constructor: AppError }));
});

it("leaves out a last line that is being written", () => {
  expect(readRunLog(`${JSON.stringify(line(1))}\n{"epoch": 2, "of"`)).toHaveLength(1);
});

it("knows the files of kept epochs", () => {
  const names = ["epoch36.safetensors", "best.safetensors", "last.safetensors", "checkpoint.pt"];
  expect(names.map(keptEpochOf)).toEqual([36, "best", null, null]);
  expect(keptEpochOf("epoch01.safetensors")).toBe(null);
});

const weights = (epoch: number) => ({
  epoch,
  file: `epoch${epoch}.safetensors`,
  sha256: "a".repeat(64),
  bytes: 12,
});

it("makes cards that pass as cards, with the threshold of the epoch or of the nearest judged one", () => {
  const facts = readTrainingRun(texts());
  const thresholds = [1, 2, 3, 5, 9].map((epoch) => {
    const card = epochCard(facts, "mine", weights(epoch), null);
    expect(parseModelCard(JSON.stringify(card)).title).toBe(`mine, epoch ${epoch}`);
    return card.tracing.threshold01;
  });
  expect(thresholds).toEqual([0.2, 0.2, 0.2, 0.35, 0.35]);
  const unjudged = readTrainingRun(texts({ log: `${JSON.stringify(line(1))}\n` }));
  const card = epochCard(unjudged, "mine", weights(1), null);
  expect(card.tracing).toMatchObject({ threshold01: 0.5, zones: { reachPx: 20 } });
  expect(card.preprocessing).toEqual(config.preprocessing);
  expect(card.trainedOn).toMatchObject({ epochs: 1, loss: "Dice + BCE + 0.5 zone BCE" });
});

it("tells the ground resolution by the scenes that trained, and any without them", () => {
  const scenes = [
    { name: "a", metresPerNetworkPx: 100 },
    { name: "b", metresPerNetworkPx: 999 },
  ];
  const known = readTrainedScenes(JSON.stringify({ scenes, split: { train: ["a"] } }));
  const facts = readTrainingRun(
    texts(withConfig({ phases: [{ epochs: 9, sizePx: 32, zoom: [0.5, 1] }] })),
  );
  const ground = (of: typeof known) =>
    epochCard(facts, "mine", weights(2), of).groundResolutionMetres;
  expect(ground(known)).toEqual({ min: 100, max: 200 });
  expect(ground(null)).toEqual({ min: 1, max: 100_000 });
  for (const text of ["", "{}", JSON.stringify({ scenes, split: { train: [] } })])
    expect(readTrainedScenes(text)).toBe(null);
});

it("tells weights of another network, and files that end too early, from the run's own", () => {
  const own = writeSafetensors(sampleWeights(graph, 1), "float32", { epoch: "2" });
  expect(whyWeightsDoNotFit(graph, own)).toBe(null);
  const wider = buildAttentionUnet({ ...unet, baseWidth: 8, attention: true, zoneHead: true });
  const foreign = writeSafetensors(sampleWeights(wider, 1), "float32", {});
  expect(whyWeightsDoNotFit(graph, foreign)).toMatch(
    /graph.json has conv1_1.weight as 4 x 2 x 5 x 5, the file as 8/,
  );
  const plain = buildAttentionUnet({ ...unet, attention: false, zoneHead: true });
  const without = writeSafetensors(sampleWeights(plain, 1), "float32", {});
  expect(whyWeightsDoNotFit(graph, without)).toMatch(/the file has no such weight/);
  expect(whyWeightsDoNotFit(graph, own.slice(0, own.length - 4))).toMatch(/ends before/);
  expect(whyWeightsDoNotFit(graph, new Uint8Array([1, 2]))).toMatch(/not a safetensors file/);
});
