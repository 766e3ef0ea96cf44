// Scenes of a STAC catalogue: an item, a list of items, or a search, at an address that the user typed.
import { AppError } from "../base/errors.ts";
import { checkAddress, isAddress } from "./address.ts";
import { type FetchOptions, fetchPart } from "./fetchPart.ts";

export type StacQuery = {
  readonly address: string;
  /** West, south, east, north in degrees; null for everywhere. West of east, or across the date line. */
  readonly bbox: readonly [number, number, number, number] | null;
  /** YYYY-MM-DD, both included; "" leaves that end open. */
  readonly from: string;
  readonly to: string;
};

export type StacAsset = {
  /** Its name in the item: "hh", "visual". */
  readonly key: string;
  readonly title: string;
  readonly address: string;
};

export type StacItem = {
  readonly id: string;
  /** YYYY-MM-DD; null where the item has none. */
  readonly date: string | null;
  readonly collection: string | null;
  /** GeoTIFFs that can be reached; pictures of the whole such as thumbnails are not among them. */
  readonly assets: readonly StacAsset[];
};

export type StacFound = {
  /** By date, the latest first. */
  readonly items: readonly StacItem[];
  /** The catalogue has more than it gave. */
  readonly hasMore: boolean;
};

const MOST_BYTES = 2e7;
const MOST_ITEMS = 100;
const MOST_TEXT = 300;

/**
 * Asks the address, and where it is a catalogue or a collection, the search on the same server that it names. Rejects as
 * `fetchPart` does, with `address-refused` for what is no STAC.
 */
export async function findScenes(query: StacQuery, options: FetchOptions = {}): Promise<StacFound> {
  const address = checkAddress(query.address);
  const isSearch = /\/(search|items)\/?$/.test(new URL(address).pathname);
  const asked = isSearch ? withQuery(address, query) : address;
  const first = await fetchJson(asked, options);
  const search = searchOf(first, asked);
  if (search === null) return foundIn(first, asked, query);
  if (new URL(search).origin !== new URL(address).origin)
    throw new AppError(
      "address-refused",
      `The catalogue's search lies on another server, at ${search}. Type that address to ask it.`,
    );
  const searched = withQuery(search, query);
  return foundIn(await fetchJson(searched, options), searched, query);
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
const textOf = (value: unknown) => (typeof value === "string" ? value.slice(0, MOST_TEXT) : "");

async function fetchJson(address: string, options: FetchOptions): Promise<Json> {
  const { bytes } = await fetchPart(address, { mostBytes: () => MOST_BYTES }, options);
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw noStac(address);
}

function noStac(address: string): AppError {
  return new AppError(
    "address-refused",
    `${new URL(address).host} answered, but not with a STAC item, a list of items, or a catalogue that can be searched.`,
  );
}

/** Where a catalogue or collection can be searched; null for what holds items itself. */
function searchOf(document: Json, base: string): string | null {
  const relation = { Catalog: "search", Collection: "items" }[textOf(document.type)];
  if (relation === undefined) return null;
  const link = listOf(document.links).find(({ rel }) => rel === relation);
  const address = link && resolved(link.href, base);
  if (!address)
    throw new AppError(
      "address-refused",
      "The catalogue cannot be searched. Type the address of one of its items, or of a list of items.",
    );
  return address;
}

function withQuery(address: string, { bbox, from, to }: StacQuery): string {
  const url = new URL(address);
  if (bbox !== null) url.searchParams.set("bbox", bbox.join(","));
  if (from !== "" || to !== "") {
    const start = from === "" ? ".." : `${from}T00:00:00Z`;
    const end = to === "" ? ".." : `${to}T23:59:59Z`;
    url.searchParams.set("datetime", `${start}/${end}`);
  }
  if (!url.searchParams.has("limit")) url.searchParams.set("limit", String(MOST_ITEMS));
  return url.href;
}

/** Static lists know no search: what lies elsewhere or at other times is left out here. */
function foundIn(document: Json, base: string, query: StacQuery): StacFound {
  const isList = document.type === "FeatureCollection";
  if (!isList && document.type !== "Feature") throw noStac(base);
  const features = isList ? listOf(document.features) : [document];
  const items = features
    .filter((feature) => !isList || isAsked(feature, query))
    .map((feature) => itemOf(feature, base))
    .sort((a, b) => ((a.date ?? "") < (b.date ?? "") ? 1 : -1));
  const hasNext = listOf(document.links).some(({ rel }) => rel === "next");
  return { items: items.slice(0, MOST_ITEMS), hasMore: hasNext || items.length > MOST_ITEMS };
}

function isAsked(feature: Json, { bbox, from, to }: StacQuery): boolean {
  const date = dateOf(feature);
  if (date !== null && ((from !== "" && date < from) || (to !== "" && date > to))) return false;
  const own = Array.isArray(feature.bbox) ? feature.bbox.map(Number) : [];
  // With heights there are six numbers.
  const [west = NaN, south = NaN] = own;
  const [east = NaN, north = NaN] = own.slice(own.length / 2);
  if (bbox === null || [west, south, east, north].some(Number.isNaN)) return true;
  const [w, s, e, n] = bbox;
  const isCrossing = w > e || west > east;
  return north >= s && south <= n && (isCrossing || (east >= w && west <= e));
}

function dateOf({ properties }: Json): string | null {
  if (!isObject(properties)) return null;
  const text = textOf(properties.datetime) || textOf(properties.start_datetime);
  return /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? null;
}

function itemOf(feature: Json, base: string): StacItem {
  const self = listOf(feature.links).find(({ rel }) => rel === "self");
  const home = (self && resolved(self.href, base)) || base;
  const assets = isObject(feature.assets) ? Object.entries(feature.assets) : [];
  return {
    id: textOf(feature.id),
    date: dateOf(feature),
    collection: textOf(feature.collection) || null,
    assets: assets.flatMap(([key, asset]) => assetOf(key, asset, home)),
  };
}

function assetOf(key: string, asset: unknown, home: string): StacAsset[] {
  if (!isObject(asset)) return [];
  const isTiff =
    /^image\/(tiff|vnd\.stac\.geotiff)/.test(textOf(asset.type)) ||
    (asset.type === undefined && /\.tiff?($|\?)/i.test(String(asset.href)));
  const roles = Array.isArray(asset.roles) ? asset.roles : [];
  if (!isTiff || roles.includes("thumbnail")) return [];
  // Other kinds of address, such as s3:, need programs and sign-ins of their own.
  const address = resolved(asset.href, home);
  return address === null ? [] : [{ key, title: textOf(asset.title) || key, address }];
}

function resolved(href: unknown, base: string): string | null {
  if (typeof href !== "string" || !URL.canParse(href, base)) return null;
  const address = new URL(href, base).href;
  return isAddress(address) ? address : null;
}
