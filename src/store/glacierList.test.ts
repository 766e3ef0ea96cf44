// Lists of glaciers as users have them: read by GDAL, kept in the browser, the nearest offered.
import { expect, it } from "vitest";
import { createGdal } from "../scene/gdal.ts";
import { gdalInNode } from "../scene/gdalInNode.ts";
import { readPlaces } from "../scene/readPlaces.ts";
import { createGlacierListStore, glaciersOf } from "./glacierList.ts";
import { nearestGlaciers } from "./nearestGlaciers.ts";

const gdal = createGdal(gdalInNode);
const file = (name: string, text: string) => ({
  name,
  bytes: Uint8Array.from(new TextEncoder().encode(text)),
});

const CSV =
  "GlacierID,Name,lat,lon\n175,Helheim,66.35,-38.2\n3,Jakobshavn,69.1,-49.6\n9,Nowhere,,\n";
const GEOJSON = JSON.stringify({
  type: "FeatureCollection",
  crs: { type: "name", properties: { name: "urn:ogc:def:crs:EPSG::3413" } },
  features: [
    {
      type: "Feature",
      properties: { id: 12, name: "Sørbreen" },
      geometry: { type: "Point", coordinates: [303_000, -2_578_000] },
    },
  ],
});

it("reads columns of latitude and longitude, and points in any coordinate system", async () => {
  const rows = glaciersOf(await readPlaces([file("list.csv", CSV)], gdal));
  expect(rows).toEqual([
    { id: "175", name: "Helheim", at: [-38.2, 66.35] },
    { id: "3", name: "Jakobshavn", at: [-49.6, 69.1] },
  ]);
  const [point] = glaciersOf(await readPlaces([file("list.geojson", GEOJSON)], gdal));
  expect(point).toMatchObject({ id: "12", name: "Sørbreen" });
  expect(point?.at[1]).toBeCloseTo(66.36, 1);
});

it("offers the nearest within 100 km", async () => {
  const glaciers = glaciersOf(await readPlaces([file("list.csv", CSV)], gdal));
  const near = nearestGlaciers({ fileName: "list.csv", glaciers }, [-38.1, 66.4], 4);
  expect(near.map(({ name }) => name)).toEqual(["Helheim"]);
  expect(near[0]?.metres).toBeGreaterThan(6000);
  expect(near[0]?.metres).toBeLessThan(8000);
});

it("outlives the page, unless it is too long or broken", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  } as unknown as Storage;
  const glaciers = [{ id: "175", name: "Helheim", at: [-38.2, 66.35] as const }];
  createGlacierListStore(storage).set({ fileName: "a.csv", glaciers });
  expect(createGlacierListStore(storage).getState().list?.glaciers).toEqual(glaciers);
  const long = Array.from({ length: 30_000 }, (_, i) => ({
    id: String(i),
    name: "x".repeat(60),
    at: [0, 0] as const,
  }));
  createGlacierListStore(storage).set({ fileName: "b.csv", glaciers: long });
  expect(createGlacierListStore(storage).getState().list).toBeNull();
  kept.set("icefront.glaciers", '{"fileName":"a","glaciers":[{"id":1}]}');
  expect(createGlacierListStore(storage).getState().list).toBeNull();
});
