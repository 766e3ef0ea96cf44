// Colour maps for predicted maps: 256 RGB entries each, from their published definitions.

/** Grey is for pictures, zones for CaFFe's codes over 255. */
export type ColourMapName = "jet" | "viridis" | "inferno" | "cividis" | "grey" | "zones";

/** 256 RGB triples, 0..255. */
export type ColourTable = Uint8ClampedArray;

/** Viridis and inferno (Smith and van der Walt, CC0): sixteen even samples, linear in between. */
const VIRIDIS =
  "440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725";
const INFERNO =
  "000004 0c0826 240c4f 420a68 5d126e 781c6d 932667 ae305c c73e4c dd513a ed6925 f8850f fca50a fac62d f2e661 fcffa4";
/** Cividis (Nunez, Anderton and Renslow 2018, PLoS ONE 13, e0199239): alike with and without red-green vision. */
const CIVIDIS =
  "00224e 002e6c 1e3a6f 35456c 47516c 575d6d 666970 757575 848279 948e77 a59c74 b7a96e c8b866 dbc75a eed649 fee838";

const SAMPLES = { viridis: VIRIDIS, inferno: INFERNO, cividis: CIVIDIS, grey: "000000 ffffff" };

const tables = new Map<ColourMapName, ColourTable>();

export function colourTable(name: ColourMapName): ColourTable {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const made = makeTable(name);
  tables.set(name, made);
  return made;
}

function makeTable(name: ColourMapName): ColourTable {
  if (name === "jet") return jetTable();
  return name === "zones" ? zoneTable() : sampledTable(SAMPLES[name]);
}

/** Told apart with every kind of colour vision (after Okabe and Ito 2008), and in grey. */
const ZONE_COLOURS = [
  { code: 0, colour: "3a3a3a" },
  { code: 64, colour: "d98200" },
  { code: 127, colour: "b9e4f7" },
  { code: 254, colour: "0060a8" },
] as const;

function zoneTable(): ColourTable {
  const table = new Uint8ClampedArray(256 * 3);
  for (const { code, colour } of ZONE_COLOURS)
    table.set(sampledTable(`${colour} ${colour}`).subarray(0, 3), 3 * code);
  return table;
}

/** MATLAB's jet: trapezoids of blue, green and red over quarters of the range. */
function jetTable(): ColourTable {
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const t = (4 * i) / 255;
    for (const [channel, centre] of [3, 2, 1].entries())
      table[3 * i + channel] = 255 * Math.min(1, Math.max(0, 1.5 - Math.abs(t - centre)));
  }
  return table;
}

function sampledTable(samples: string): ColourTable {
  const colours = samples
    .split(" ")
    .map((hex) => [
      Number.parseInt(hex.slice(0, 2), 16),
      Number.parseInt(hex.slice(2, 4), 16),
      Number.parseInt(hex.slice(4, 6), 16),
    ]);
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (colours.length - 1);
    const left = Math.min(Math.floor(place), colours.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const from = colours[left]?.[channel] ?? 0;
      const to = colours[left + 1]?.[channel] ?? 0;
      table[3 * i + channel] = from + (to - from) * (place - left);
    }
  }
  return table;
}

/** CSS gradient of the whole table, for scales. */
export function colourGradient(name: ColourMapName): string {
  const table = colourTable(name);
  const stops = Array.from({ length: 17 }, (_, step) => {
    const i = 3 * Math.round((step / 16) * 255);
    return `rgb(${table[i]} ${table[i + 1]} ${table[i + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
