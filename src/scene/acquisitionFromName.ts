// When and by which satellite a scene was taken, as its file name tells.

/** ISO date (YYYY-MM-DD); null where the name does not tell. */
export type Acquisition = { readonly date: string | null; readonly sensor: string | null };

/** What else the name tells; null where it does not. */
export type NamedProduct = {
  /** A code or name as it stands there (CaFFe, ESA CCI). */
  readonly glacierName: string | null;
  readonly glacierId: string | null;
  /** The product or scene id, without what programs added to it. */
  readonly imageId: string | null;
  /** Of the radar: IW, EW, SM... */
  readonly mode: string | null;
  /** The channel, or the product's class (DH: HH and HV). */
  readonly polarisation: string | null;
};

type Groups = Readonly<Record<string, string | undefined>>;

type Rule = {
  readonly pattern: RegExp;
  /** The sensor from the match; null where the name's form tells none. */
  readonly sensor: (groups: Groups) => string | null;
  /** Whether what the pattern matches is the product's own id. */
  readonly isProductId?: boolean;
};

const LANDSAT = ({ sat }: Groups) => `Landsat ${Number(sat)}`;

/** Tried in this order; the first that matches and has a possible date counts. Layouts: ESA, USGS, pyroSAR, CaFFe. */
const RULES: readonly Rule[] = [
  {
    pattern:
      /^(?<glacier>[A-Za-z]+)_(?<date>\d{4}-\d{2}-\d{2})_(?<sensor>ERS|ENVISAT|RSAT|PALSAR|S1|TSX|TDX)_\d+_\d_\d{3}(_.+)?$/,
    sensor: ({ sensor }) => sensorName(sensor),
  },
  {
    pattern: /^(?<date>\d{4}-\d{2}-\d{2})_(?<sensor>[A-Z0-9]+)_\d+_\d/,
    sensor: ({ sensor }) => sensorName(sensor),
  },
  {
    pattern:
      /^(?<sat>S1[A-D])_(?<mode>S[1-6]|IW|EW|WV)_(SLC|GRD|OCN)[FHM_]_[12][SA](?<pol>SH|SV|DH|DV|HH|HV|VV|VH)_(?<date>\d{8})T\d{6}_\d{8}T\d{6}_\d{6}_[0-9A-F]{6}_[0-9A-F]{4}/,
    sensor: ({ sat }) => `Sentinel-1${sat?.[2]}`,
    isProductId: true,
  },
  {
    pattern:
      /^(?<sat>s1[a-d])-(?<mode>[a-z0-9]+)-[a-z]+-(?<pol>hh|hv|vv|vh)-(?<date>\d{8})t\d{6}-\d{8}t\d{6}-\d{6}-[0-9a-f]{6}-\d{3}/,
    sensor: ({ sat }) => `Sentinel-1${sat?.[2]?.toUpperCase()}`,
    isProductId: true,
  },
  {
    pattern:
      /^L[COTEM](?<sat>\d{2})_(L1TP|L1GT|L1GS|L2SP|L2SR)_\d{6}_(?<date>\d{8})_\d{8}_\d{2}_(RT|T1|T2)/,
    sensor: LANDSAT,
    isProductId: true,
  },
  {
    pattern: /^L[COTEM](?<sat>\d)\d{6}(?<year>\d{4})(?<dayOfYear>\d{3})[A-Z0-9]{3}\d{2}/,
    sensor: LANDSAT,
    isProductId: true,
  },
  {
    pattern:
      /^(?<sat>T[DS]X)1_SAR__(SSC|MGD|GEC|EEC)_.{4}_(?<mode>SM|SL|HS|HS300|ST|SC)_[SDTQ]_(SRA|DRA)_(?<date>\d{8})T\d{6}_\d{8}T\d{6}/,
    sensor: ({ sat }) => sensorName(sat),
  },
  {
    pattern: /^(?<date>\d{8})_(?<sat>Landsat[578]|Sentinel[12])_GID(?<glacierId>\d+)/,
    sensor: ({ sat }) =>
      sat?.replace("Landsat", "Landsat ").replace("Sentinel", "Sentinel-") ?? null,
  },
  {
    pattern: /^cfl_(?<glacier>.+)_(?<glacierId>G\d{6}E\d{5}[NS])_(?<date>\d{8})$/u,
    sensor: () => null,
  },
  { pattern: /^(?<date>\d{8}|\d{4}-\d{2}-\d{2})/, sensor: () => null },
  {
    // Names of no product's own: a date that stands alone, and Sentinel-1 where the name begins with it.
    pattern:
      /^(?:(?<sat>s1)[a-d]?[_-])?.*?(?<!\d)(?<date>(?:19|20)\d{6}|(?:19|20)\d\d-\d\d-\d\d)(?!\d)/i,
    sensor: ({ sat }) => sensorName(sat?.toUpperCase()),
  },
];

const SENSOR_NAMES: Readonly<Record<string, string>> = {
  ENVISAT: "Envisat",
  RSAT: "Radarsat",
  PALSAR: "ALOS PALSAR",
  S1: "Sentinel-1",
  TSX: "TerraSAR-X",
  TDX: "TanDEM-X",
};

function sensorName(short: string | undefined): string | null {
  return short === undefined ? null : (SENSOR_NAMES[short] ?? short);
}

/** Directories and extension are ignored; a date that the calendar does not have is no date. */
export function acquisitionFromName(fileName: string): Acquisition {
  const found = readName(fileName);
  return found === null
    ? { date: null, sensor: null }
    : { date: found.date, sensor: found.rule.sensor(found.groups) };
}

export function productFromName(fileName: string): NamedProduct {
  const { groups = {}, rule, text } = readName(fileName) ?? {};
  return {
    glacierName: groups.glacier ?? null,
    glacierId: groups.glacierId ?? null,
    imageId: rule?.isProductId === true ? (text ?? null) : null,
    mode: groups.mode?.toUpperCase() ?? null,
    polarisation: groups.pol?.toUpperCase() ?? null,
  };
}

function readName(
  fileName: string,
): { rule: Rule; groups: Groups; date: string; text: string } | null {
  const base = fileName.replace(/^.*[/\\]/, "").normalize("NFC");
  const stem = base.replace(/\.(tiff?|png|SAFE|zip|geojson)$/i, "");
  for (const rule of RULES) {
    const match = rule.pattern.exec(stem);
    const groups: Groups = match?.groups ?? {};
    const date = match === null ? null : dateOf(groups);
    if (match !== null && date !== null) return { rule, groups, date, text: match[0] };
  }
  return null;
}

function dateOf(groups: Groups): string | null {
  const { date, year, dayOfYear } = groups;
  if (dayOfYear !== undefined) return fromDayOfYear(Number(year), Number(dayOfYear));
  const digits = date?.replaceAll("-", "") ?? "";
  const iso = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  return isPossible(iso) ? iso : null;
}

function fromDayOfYear(year: number, day: number): string | null {
  const iso = new Date(Date.UTC(year, 0, day)).toISOString().slice(0, 10);
  return day >= 1 && iso.startsWith(`${year}-`) ? iso : null;
}

/** Before 1900 there were no scenes: such digits are another number. */
function isPossible(iso: string): boolean {
  const parsed = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== iso) return false;
  return parsed.getUTCFullYear() >= 1900 && parsed.getUTCFullYear() < 2100;
}
