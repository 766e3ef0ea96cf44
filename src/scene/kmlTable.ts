// The attribute table of a KML file: this build of GDAL reads only its lines, names and descriptions.

const PLACEMARK = /<Placemark\b[\s\S]*?<\/Placemark>/g;
const CELL =
  /<SimpleData\s+name="([^"]*)"\s*>([\s\S]*?)<\/SimpleData>|<Data\s+name="([^"]*)"\s*>[\s\S]*?<value>([\s\S]*?)<\/value>/g;

/** A row for each placemark, in their order. Text only: nothing in it is ever run or shown as markup. */
export function kmlTable(text: string): Record<string, string>[] {
  return [...text.matchAll(PLACEMARK)].map(([placemark]) => {
    const row: Record<string, string> = {};
    for (const [, simple, simpleValue, data, dataValue] of placemark.matchAll(CELL))
      row[plain(simple ?? data ?? "")] = plain(simpleValue ?? dataValue ?? "");
    return row;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};

function plain(xml: string): string {
  const inner = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/.exec(xml);
  if (inner !== null) return inner[1] ?? "";
  return xml.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
