// The program from the outside: what it writes, and plain sentences for what it refuses.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readModel } from "../src/inference/loadModel.ts";
import { buildHybrid } from "../src/models/hybrid.ts";
import { openGoldenTyrion } from "../test/fixtures/goldenTyrion.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";

const golden = sharedPath("golden/tyrion/case_a");
const folder = mkdtempSync(join(tmpdir(), "icefront-import-"));

function importCheckpoint(...args: string[]) {
  const program = ["--import", "tsx", "cli/importCheckpoint.ts"];
  return spawnSync("node", [...program, ...args], { encoding: "utf8" });
}

it.skipIf(!golden)(
  "an official checkpoint becomes a model folder that the app accepts",
  async () => {
    const { hybrid } = openGoldenTyrion(golden ?? "");
    const graph = join(folder, "graph.json");
    writeFileSync(graph, JSON.stringify(buildHybrid({ ...hybrid, inputChannels: 1 })));
    const [file, out] = [join(golden ?? "", "lightning_small.ckpt"), join(folder, "official")];
    const { status, stdout, stderr } = importCheckpoint(file, "--model", graph, "--out", out);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^\d+ weights \(\d+ values\) imported\.$/m);
    expect(stdout).toMatch(/^Left out, stored, but never used by the network: .*outputt\.weight/m);
    const { card } = await readModel(async (name) =>
      Uint8Array.from(readFileSync(join(out, name))),
    );
    expect(card.preprocessing).toMatchObject({
      sizePx: 128,
      tiling: { centrePx: 64, stridePx: 32 },
    });
    expect(card.tracing.from).toBe("zones");
    expect(card.trainedOn.data).toContain("imported from lightning_small.ckpt (SHA-256 ");
  },
);

it("a file that asks for code ends with its name, and nothing is written", () => {
  const [file, out] = [join(folder, "evil.pth"), join(folder, "evil")];
  const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  const evil = "\x80\x02cos\nsystem\n(X\x04\0\0\0truetR.";
  writeFileSync(file, `${magic}\x80\x02M\xe9\x03.\x80\x02}.${evil}\x80\x02].`, "latin1");
  const { status, stderr } = importCheckpoint(file, "--model", "hybrid-full", "--out", out);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The checkpoint asks for code "os\.system", which weights do not need/);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(existsSync(out)).toBe(false);
});

it("a network that there is none of is a sentence", () => {
  const { status, stderr } = importCheckpoint("x.pth", "--model", "hybrid-huge", "--out", "out");
  expect(status).toBe(1);
  expect(stderr).toMatch(/"hybrid-huge" is neither a hybrid network nor a file/);
});
