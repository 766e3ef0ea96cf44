// What a configuration of the hybrid may say.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { lossInWords } from "../src/models/trainedNetwork.ts";
import { graphOf } from "./prepareRun.ts";
import { readTrainingConfig, requireUnet } from "./trainingConfig.ts";

const shipped = fileURLToPath(new URL("configs/hybrid-lite.json", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "icefront-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function changed(change: (config: Record<string, Record<string, unknown>>) => void): string {
  const config = JSON.parse(readFileSync(shipped, "utf8"));
  change(config);
  const path = join(folder, "config.json");
  writeFileSync(path, JSON.stringify(config));
  return path;
}

it("the configuration that is shipped builds the network that is shipped", () => {
  const config = readTrainingConfig(shipped);
  const graph = graphOf(config);
  expect(graph.name).toBe("hybrid");
  expect(graph.outputs).toEqual({ zones: "zones" });
  expect(lossInWords(config.loss)).toBe("CE + Dice of zones, whole and centre");
  expect(() => requireUnet(config)).toThrow(/no U-Net/);
});

it.each<[string, Parameters<typeof changed>[0], RegExp]>([
  ["a size that there is not", ({ network = {} }) => (network.hybrid = "huge"), /network.hybrid/],
  ["six classes", ({ network = {} }) => (network.classes = 6), /network.classes/],
  ["a U-Net's field", ({ network = {} }) => (network.baseWidth = 8), /network.baseWidth/],
  ["a front's loss", ({ loss = {} }) => (loss.bce = 1), /centreContext alone/],
  ["no loss", ({ loss = {} }) => (loss.centreContext = 0), /loss is missing or impossible/],
  ["a front's metric", ({ monitor = {} }) => (monitor.metric = "dice"), /zoneIou/],
])("refuses %s", (_, change, message) => {
  expect(() => readTrainingConfig(changed(change))).toThrow(message);
});
