import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";

const layers: Record<string, string[]> = createRequire(import.meta.url)("../../layers.cjs");

it("ARCHITECTURE.md shows the table of imports that is enforced", () => {
  const page = readFileSync("ARCHITECTURE.md", "utf8");
  const rows = [...page.matchAll(/^\| `src\/(\w+)` \|[^|]*\|([^|]*)\|$/gm)].map(
    ([, folder = "", below = ""]) => [
      folder,
      below
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    ],
  );
  expect(Object.fromEntries(rows)).toEqual(layers);
});
