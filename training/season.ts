// Summer and winter of a glacier's hemisphere (CaFFe's categories; networks.md 5.3).

/** Glaciers of the data sets at hand, by the names that these use, in small letters. */
const HEMISPHERES: Readonly<Record<string, "north" | "south">> = {
  col: "north",
  columbia: "north",
  jac: "north",
  jakobshavn: "north",
  helheim: "north",
  crane: "south",
  dbe: "south",
  jorum: "south",
  mapple: "south",
  si: "south",
};

/** April to August is the northern summer, everything else its winter; the other way round in the south. Null for a
 * glacier that the table lacks, or without a date. */
export function seasonOf(glacier: string, date: string): "summer" | "winter" | null {
  const hemisphere = HEMISPHERES[glacier.toLowerCase()];
  const month = Number(/^\d{4}-(\d{2})/.exec(date)?.[1]);
  if (!hemisphere || !month) return null;
  const isNorthernSummer = month >= 4 && month <= 8;
  return isNorthernSummer === (hemisphere === "north") ? "summer" : "winter";
}
