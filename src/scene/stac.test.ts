// STAC as servers give it: items, lists, catalogues with a search, and what is none.
import { afterEach, expect, it } from "vitest";
import { type FileServer, serveFiles } from "../../test/fixtures/fileServer.ts";
import { findScenes } from "./stac.ts";

const servers: FileServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

function item(id: string, datetime: string | null, bbox: number[], assets: object) {
  return { type: "Feature", stac_version: "1.0.0", id, bbox, properties: { datetime }, assets };
}
const ITEMS = [
  item("s1_june", "2018-06-02T08:00:00Z", [-39, 66, -37, 67], {
    hh: { href: "./june/hh.tif", type: "image/tiff; application=geotiff", title: "HH" },
    thumbnail: { href: "t.tif", type: "image/tiff", roles: ["thumbnail"] },
    bucket: { href: "s3://bucket/a.tif", type: "image/tiff" },
    meta: { href: "m.xml", type: "application/xml" },
    untyped: { href: "https://example.org/b.TIFF?x=1" },
  }),
  item("s1_july", "2018-07-01T08:00:00Z", [-39, 66, 0, -37, 67, 1], {}),
  item("elsewhere", "2018-06-20T08:00:00Z", [10, 10, 11, 11], {}),
];

async function serve(documents: Readonly<Record<string, object>>): Promise<FileServer> {
  const files = Object.entries(documents).map(([path, document]) => [
    path,
    { bytes: JSON.stringify(document), type: "application/json" },
  ]);
  const server = await serveFiles(Object.fromEntries(files));
  servers.push(server);
  return server;
}
const ANY = { bbox: null, from: "", to: "" } as const;
const list = { type: "FeatureCollection", features: ITEMS, links: [{ rel: "next", href: "x" }] };

it("reads an item: GeoTIFFs that can be reached, and the date", async () => {
  const server = await serve({ "sub/item.json": ITEMS[0] ?? {} });
  const { items } = await findScenes({ address: `${server.url}sub/item.json`, ...ANY });
  expect(items).toEqual([
    {
      id: "s1_june",
      date: "2018-06-02",
      collection: null,
      assets: [
        { key: "hh", title: "HH", address: `${server.url}sub/june/hh.tif` },
        { key: "untyped", title: "untyped", address: "https://example.org/b.TIFF?x=1" },
      ],
    },
  ]);
});

it("sorts a list by date, says that there is more, and leaves out what lies elsewhere or at other times", async () => {
  const server = await serve({ "list.json": list });
  const address = `${server.url}list.json`;
  const all = await findScenes({ address, ...ANY });
  expect([all.items.map(({ id }) => id), all.hasMore]).toEqual([
    ["s1_july", "elsewhere", "s1_june"],
    true,
  ]);
  const bbox = [-38.5, 66.2, -38, 66.5] as const;
  const near = await findScenes({ address, bbox, from: "2018-06-02", to: "2018-06-30" });
  expect(near.items.map(({ id }) => id)).toEqual(["s1_june"]);
});

it("asks a catalogue's own search for the place and the dates, and nobody else", async () => {
  const asked: string[] = [];
  const server = await serveFiles(
    {},
    {
      answer: (request, response) => {
        asked.push(request.url ?? "");
        const isSearch = request.url?.startsWith("/api/search");
        const catalogue = { type: "Catalog", links: [{ rel: "search", href: "/api/search" }] };
        response.end(JSON.stringify(isSearch ? list : catalogue));
        return true;
      },
    },
  );
  servers.push(server);
  const bbox = [-39, 66, -37, 67] as const;
  await findScenes({ address: `${server.url}api`, bbox, from: "2018-06-01", to: "" });
  const [root, search = ""] = asked;
  expect(root).toBe("/api");
  expect(Object.fromEntries(new URL(search, server.url).searchParams)).toEqual({
    bbox: "-39,66,-37,67",
    datetime: "2018-06-01T00:00:00Z/..",
    limit: "100",
  });
});

it.each([
  ["a web page", "<html></html>", /not with a STAC/],
  ["other JSON", '{"type":"Topology"}', /not with a STAC/],
  ["a catalogue without a search", '{"type":"Catalog","links":[]}', /cannot be searched/],
  [
    "a search on another server",
    '{"type":"Catalog","links":[{"rel":"search","href":"https://example.org/search"}]}',
    /Type that address/,
  ],
])("refuses %s with a sentence", async (_, text, message) => {
  const server = await serveFiles({ x: { bytes: text } });
  servers.push(server);
  await expect(findScenes({ address: `${server.url}x`, ...ANY })).rejects.toMatchObject({
    code: "address-refused",
    message: expect.stringMatching(message),
  });
});
