// Projects are named after their first scene: glacier or file, and year.
import { expect, it } from "vitest";
import { emptySceneLabel } from "../../annotation/label.ts";
import { acquisitionFromName } from "../../scene/acquisitionFromName.ts";
import { nameAfterScene, uniqueName } from "./projectName.ts";

const named = (fileName: string, said?: { glacierName?: string; date?: string }) =>
  nameAfterScene(
    { fileName, acquisition: acquisitionFromName(fileName), simulated: false },
    said && { ...emptySceneLabel("s"), ...said },
  );

it("takes glacier and year from the file's name", () => {
  expect(named("COL_2011-10-13_TSX_7_1_060.png")).toBe("COL 2011");
  expect(named("cfl_Helheim_G320987E66372N_20180602.tif")).toBe("Helheim 2018");
});

it("prefers what is said of the scene", () => {
  const fileName = "COL_2011-10-13_TSX_7_1_060.png";
  expect(named(fileName, { glacierName: "Columbia" })).toBe("Columbia 2011");
  expect(named(fileName, { glacierName: "Columbia", date: "2012-01-01" })).toBe("Columbia 2012");
});

it("takes the file's name where no glacier is known, cut where it is long, the year once", () => {
  expect(named("fjord.v2.tif")).toBe("fjord.v2");
  expect(named("fjord_20180602.tif")).toBe("fjord_20180602");
  expect(named("fjord.tif", { date: "2018-06-02" })).toBe("fjord 2018");
  expect(named("S1A_EW_GRDM_1SDH_20180602T083000_20180602T083100_022184_026660_ABCD.tif")).toBe(
    "S1A_EW_GRDM_1SDH_20180602T083000_2018060",
  );
  expect(named(".tif")).toBe(".tif");
});

it("knows the demo", () => {
  const scene = { fileName: "demo.tif", acquisition: { date: null, sensor: null } };
  expect(nameAfterScene({ ...scene, simulated: true }, undefined)).toBe("Demo fjord");
  expect(nameAfterScene({ ...scene, simulated: false }, undefined)).toBe("demo");
});

it("counts on where another project has the name", () => {
  expect(uniqueName("Helheim 2018", ["Jakobshavn"])).toBe("Helheim 2018");
  expect(uniqueName("Helheim 2018", ["Helheim 2018", "Helheim 2018 (2)"])).toBe("Helheim 2018 (3)");
});
