import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { APP } from "./appVersion.ts";

it("is the version of package.json", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(APP.version).toBe(version);
});
