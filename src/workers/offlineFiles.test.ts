// Which of the app's files go together, and which need not be fetched again with a new version.
import { expect, it } from "vitest";
import { groupOf, unchangedFiles } from "./offlineFiles.ts";

it("parts the large from the needed", () => {
  expect(groupOf("index.html")).toBe("app");
  expect(groupOf("assets/index-1.js")).toBe("app");
  expect(groupOf("assets/gdal3WebAssembly-Bu3.data")).toBe("gdal");
  expect(groupOf("assets/tfjs-backend-wasm-simd-B.wasm")).toBe("engine");
  expect(groupOf("models/unet/weights.safetensors")).toBe("models/unet");
  expect(groupOf("models/index.json")).toBe("app");
  expect(groupOf("demo/demo.tif")).toBe("demo");
});

it("takes over what is the same file, by name and content", () => {
  const file = (path: string, sha256: string) => ({ path, sha256, bytes: 1, group: "app" });
  const older = [file("a", "1"), file("b", "2"), file("gone", "3")];
  expect(unchangedFiles(older, [file("a", "1"), file("b", "9"), file("new", "1")])).toEqual(["a"]);
});
