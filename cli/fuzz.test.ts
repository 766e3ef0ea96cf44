// A short run of the fuzzer with a fixed seed, over files that are made here.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { damage } from "./fuzzDamages.ts";

it("opens or refuses 300 damaged files, the same ones every time", () => {
  const folder = mkdtempSync(join(tmpdir(), "icefront-fuzz-"));
  const save = join(folder, "found");
  const options = [
    "--seed",
    "7",
    "--runs",
    "300",
    "--corpus",
    join(folder, "none"),
    "--save",
    save,
  ];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "cli/fuzz.ts", ...options],
    { encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(
    /seed 7, 300 damaged files of \d+ sound ones: \d+ opened, \d+ refused, 0 found wrong/,
  );
  expect(existsSync(save)).toBe(false);
  process.stdout.write(stdout);
});

it("damages in any way, by seed and run alone, and leaves the sound file as it is", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
  const files = [{ name: "a", bytes: bytes.slice() }];
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1000), (seed, run) => {
      const one = damage(files, seed, run);
      expect(damage(files, seed, run)).toEqual(one);
      expect(files[0]?.bytes).toEqual(bytes);
    }),
  );
});
