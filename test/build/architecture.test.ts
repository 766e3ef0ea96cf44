// The architecture check bites: planted violations are caught, each by its rule's name.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";

const planted: string[] = [];

afterEach(() => {
  for (const file of planted.splice(0)) rmSync(file, { force: true });
});

/** What dependency-cruiser says of the folder with `code` planted in it. */
function cruiseWith(file: string, code: string): { status: number | null; output: string } {
  planted.push(file);
  writeFileSync(file, code);
  const { status, stdout } = spawnSync(
    "npx",
    ["depcruise", "src", "--config", ".dependency-cruiser.cjs", "--output-type", "err"],
    { encoding: "utf8" },
  );
  return { status, output: stdout };
}

it.each([
  ["geo-imports-only-below", "src/geo/planted.ts", 'import "../store/documentStore.ts";\n'],
  ["ol-has-one-home", "src/components/planted.ts", 'import "ol/Map.js";\n'],
  ["page-reaches-the-network-by-message", "src/store/planted.ts", 'import "../models/graph.ts";\n'],
])("%s", (rule, file, code) => {
  const { status, output } = cruiseWith(file, code);
  expect(status).not.toBe(0);
  expect(output).toContain(`${rule}: ${file}`);
});
