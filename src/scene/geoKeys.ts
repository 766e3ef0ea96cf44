// The GeoTIFF keys of a directory, by name, as far as they can be read.
import { globals } from "geotiff";
import { readIntegers, readNumbers, readText, type TiffDirectory } from "./tiffDirectory.ts";

export type GeoKeys = Readonly<Record<string, number | readonly number[] | string>>;

const KEY_DIRECTORY = 34735;
const DOUBLE_PARAMETERS = 34736;
const ASCII_PARAMETERS = 34737;

/** Empty where the file has no keys; a key whose value lies outside its table is left out. */
export async function readGeoKeys(directory: TiffDirectory): Promise<GeoKeys> {
  const numbers = (await readIntegers(directory, KEY_DIRECTORY)) ?? [];
  const doubles = (await readNumbers(directory, DOUBLE_PARAMETERS)) ?? [];
  const ascii = (await readText(directory, ASCII_PARAMETERS)) ?? "";
  const names: Readonly<Record<number, string>> = globals.geoKeyNames;
  const keys: Record<string, number | readonly number[] | string> = {};
  const end = Math.min(numbers.length - 3, 4 + (numbers[3] ?? 0) * 4);
  for (let at = 4; at < end; at += 4) {
    const [id = 0, location = 0, count = 0, index = 0] = numbers.slice(at, at + 4);
    const name = names[id];
    const value = valueAt({ location, count, index }, doubles, ascii);
    if (name !== undefined && value !== undefined) keys[name] = value;
  }
  return keys;
}

/** A key's value stands in the key itself or in one of two tables. */
function valueAt(
  { location, count, index }: { location: number; count: number; index: number },
  doubles: readonly number[],
  ascii: string,
): number | readonly number[] | string | undefined {
  if (location === 0) return index;
  if (location === ASCII_PARAMETERS) return ascii.slice(index, index + count).replace(/\|$/, "");
  if (location !== DOUBLE_PARAMETERS || index + count > doubles.length) return undefined;
  const values = doubles.slice(index, index + count);
  return values.length === 1 ? values[0] : values;
}
