// npm run predict over what is damaged, hostile, silent or far away: every file ends in a result or a record, soon.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveFiles } from "../test/fixtures/fileServer.ts";
import { sharedPath } from "../test/fixtures/sharedData.ts";
import { writeTinyModel } from "../test/fixtures/tinyModel.ts";
import { writeTinyTiff } from "../test/fixtures/tinyTiff.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "icefront-hostile-"));
const path = (...names: string[]) => join(folder, ...names);
beforeAll(() => writeTinyModel(path("model")));
afterAll(() => rmSync(folder, { recursive: true }));

function predict(...args: readonly string[]): Promise<number | null> {
  const options = ["--model", path("model"), "--backend", "wasm", "--lenient", "--json", ...args];
  const program = join(root, "cli", "predict.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, ...options], {
    cwd: root,
    stdio: "ignore",
  });
  return new Promise((resolve) => child.on("close", resolve));
}

type Line = { scene: string; outcome: string; at: string };

function journal(out: string): Line[] {
  const [run = ""] = readdirSync(path(out, "runs"));
  const text = readFileSync(path(out, "runs", run), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

it("gives a silent file up, goes on in a new thread, and reads addresses by parts", async () => {
  const pixels = Uint8Array.from({ length: 60 * 50 }, (_, i) => (i * 7) % 251);
  const bytes = writeTinyTiff({
    widthPx: 60,
    heightPx: 50,
    bitsPerSample: 8,
    sampleFormat: 1,
    pixels,
  });
  const server = await serveFiles({ "sub/far.tif": { bytes } });
  const silent = await serveFiles({}, { answer: () => true });
  const list = `url,name\n${silent.url}x.tif,silent\n${server.url}sub/far.tif,\n${server.url}none.tif,\n`;
  writeFileSync(path("far.csv"), list);
  const code = await predict(
    ...["--manifest", path("far.csv"), "--out", path("far"), "--deadline", "4"],
  );
  await Promise.all([server.close(), silent.close()]);
  expect(code).toBe(0);
  expect(journal("far").map(({ scene, outcome }) => [scene, outcome])).toEqual([
    ["silent", "worker-timeout"],
    ["far", "done"],
    ["none", "address-refused"],
  ]);
  expect(JSON.parse(readFileSync(path("far", "silent.failed.json"), "utf8")).message).toContain(
    "no sign of life for 4 s",
  );
  expect(existsSync(path("far", "far.geojson"))).toBe(true);
});

const bad = sharedPath("data/bad-tiff");
it.skipIf(bad === null)(
  "ends every damaged file of ../shared in a result or a record, none by the deadline of ten seconds",
  async () => {
    const { files }: { files: { file: string; expect: string }[] } = JSON.parse(
      readFileSync(join(bad ?? "", "manifest.json"), "utf8"),
    );
    const rows = files.map(({ file }) =>
      JSON.stringify({ path: join(bad ?? "", file), name: file }),
    );
    writeFileSync(path("bad.jsonl"), rows.join("\n"));
    const startedAt = Date.now();
    const code = await predict(
      ...["--manifest", path("bad.jsonl"), "--out", path("bad"), "--deadline", "10"],
    );
    expect(code).toBe(0);
    const lines = journal("bad");
    expect(lines.map(({ scene }) => scene)).toEqual(files.map(({ file }) => file));
    let slowest = { scene: "", milliseconds: 0 };
    for (const [i, { scene, outcome, at }] of lines.entries()) {
      const wanted = files[i]?.expect;
      if (wanted === "error") expect([scene, outcome]).not.toEqual([scene, "done"]);
      // One that opens may still hold nothing to predict on.
      if (wanted === "open") expect(outcome).toMatch(/^(done|scene-all-no-data)$/);
      expect(outcome).toMatch(/^(done|file-.*|scene-all-no-data)$/);
      const result = outcome === "done" ? `${scene}.geojson` : `${scene}.failed.json`;
      expect(existsSync(path("bad", result))).toBe(true);
      const milliseconds = i === 0 ? 0 : Date.parse(at) - Date.parse(lines[i - 1]?.at ?? at);
      if (milliseconds > slowest.milliseconds) slowest = { scene, milliseconds };
    }
    const done = lines.filter(({ outcome }) => outcome === "done").length;
    process.stdout.write(
      `predict over bad-tiff: ${done} done, ${lines.length - done} refused on record, of ${files.length}, in ${((Date.now() - startedAt) / 1000).toFixed(0)} s; slowest ${slowest.scene}, ${(slowest.milliseconds / 1000).toFixed(1)} s\n`,
    );
  },
  300_000,
);
