// Products among what was dropped become one file each; all else is left as it came.
import { zipSync } from "fflate";
import { expect, it } from "vitest";
import { SAFE_NAME, tinySafe } from "../../test/fixtures/tinySafe.ts";
import { fileFingerprint } from "../scene/fileFingerprint.ts";
import { takeProducts } from "./droppedProducts.ts";

const safe = tinySafe().map(({ path, bytes }) => ({ path, file: new Blob([bytes]) }));
const file = new Blob(["x"]);
const zip = (paths: readonly string[]) =>
  new Blob([
    Uint8Array.from(zipSync(Object.fromEntries(paths.map((path) => [path, new Uint8Array(3)])))),
  ]);

it("takes a product's folder as one file of its name, and the scenes beside it for themselves", async () => {
  const beside = { path: "day/a.tif", file };
  const inDay = safe.map((one) => ({ ...one, path: `day/${one.path}` }));
  const { products, rest } = await takeProducts({ files: [...inDay, beside], folders: ["day"] });
  expect(products.map(({ fileName }) => fileName)).toEqual([SAFE_NAME]);
  expect(rest.files).toEqual([beside]);
});

it("tells the same product again wherever its folder lies", async () => {
  const marks = await Promise.all(
    ["", "somewhere/else/"].map(async (place) => {
      const files = safe.map((one) => ({ ...one, path: place + one.path }));
      const { products } = await takeProducts({ files, folders: [] });
      return fileFingerprint(products[0]?.file ?? new Blob());
    }),
  );
  expect(marks[0]).toBe(marks[1]);
});

it("does not call a folder useless that is a product", async () => {
  const { rest } = await takeProducts({ files: safe, folders: [SAFE_NAME, "nil"] });
  expect(rest).toEqual({ files: [], folders: ["nil"] });
});

it("opens zips of products and pictures, and leaves those of fronts to the import", async () => {
  const files = [
    { path: "p.zip", file: zip(["X.SAFE/manifest.safe"]) },
    { path: "t.zip", file: zip(["in/a.tif"]) },
    { path: "f.zip", file: zip(["fronts.shp", "fronts.tif"]) },
    { path: "broken.zip", file },
  ];
  const { products, rest } = await takeProducts({ files, folders: [] });
  expect(products.map(({ fileName }) => fileName)).toEqual(["p.zip", "t.zip"]);
  expect(rest.files.map(({ path }) => path)).toEqual(["f.zip", "broken.zip"]);
});
