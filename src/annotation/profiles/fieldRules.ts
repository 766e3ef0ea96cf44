// How values of the tables are made from what is known of a front; shared by the profiles.
import type { FieldValue } from "../../base/attributeTable.ts";
import { handShare01 } from "../handShare.ts";
import type { QualityFlag } from "../label.ts";
import type { DescribedFront } from "./describeFront.ts";

type Rule = (front: DescribedFront) => FieldValue;

export const date: Rule = ({ description }) => description.date;
export const year: Rule = (front) => datePart(front, 0);
export const month: Rule = (front) => datePart(front, 1);
export const day: Rule = (front) => datePart(front, 2);
export const sensor: Rule = ({ description }) => description.sensor;
export const imageId: Rule = ({ description }) => description.imageId;
export const glacierName: Rule = ({ description }) => description.glacierName;
export const glacierText: Rule = ({ description }) => description.glacierId;
export const author: Rule = ({ author: by }) => by;
export const centreX: Rule = ({ centre }) => centre?.[0] ?? null;
export const centreY: Rule = ({ centre }) => centre?.[1] ?? null;
export const notes: Rule = ({ front }) => front.label.notes;

/** The id where it is a whole number, as TermPicks and NSIDC count glaciers. */
export const glacierNumber: Rule = ({ description: { glacierId } }) =>
  glacierId !== null && /^\d{1,9}$/.test(glacierId.trim()) ? Number(glacierId) : null;

function datePart({ description }: DescribedFront, index: number): number | null {
  const part = description.date?.split("-")[index];
  return part === undefined ? null : Number(part);
}

/** Year + (day of the year - 1) / days of that year. */
export const decimalYear: Rule = ({ description }) =>
  description.date === null ? null : decimalYearOf(description.date);

/** TermPicks writes an unknown month or day as 00, and its script then takes 2 July. */
export function decimalYearOf(isoDate: string): number | null {
  const [of = Number.NaN, monthOf = 0, dayOf = 0] = isoDate.split("-").map(Number);
  if (!Number.isFinite(of)) return null;
  const isKnown = monthOf > 0 && dayOf > 0;
  const start = Date.UTC(of, 0, 1);
  const at = isKnown ? Date.UTC(of, monthOf - 1, dayOf) : Date.UTC(of, 6, 2);
  return of + (at - start) / (Date.UTC(of + 1, 0, 1) - start);
}

function isAutomatic({ front }: DescribedFront): boolean {
  return front.origin.kind === "predicted" && !front.corrected;
}

/** The scan line corrector of Landsat 7 failed on 31 May 2003. */
function isSlcOff({ front, description }: DescribedFront): boolean {
  const { sensor: by, date: at } = description;
  const byDate = /landsat[ _-]*7/i.test(by ?? "") && at !== null && at > "2003-05-31";
  return byDate || front.label.flags.includes("03");
}

/**
 * TermPicks codes as text: 10 automatic, 13 automatic and SLC-off, 00 by hand without anything to report; flags set by
 * hand follow, or stand for themselves: "01, 04".
 */
export const qualityFlags: Rule = (described) => {
  const slcOff = isSlcOff(described);
  const set = new Set<QualityFlag>(described.front.label.flags);
  if (slcOff) set.add("03");
  if (isAutomatic(described)) {
    set.delete("03");
    return [slcOff ? "13" : "10", ...[...set].sort()].join(", ");
  }
  return set.size === 0 ? "00" : [...set].sort().join(", ");
};

/** NSIDC: 0 confident, 1 uncertain, 2 checked with another image, 3 SLC-off. Unreviewed automatic fronts count as uncertain. */
export const nsidcQuality: Rule = (described) => {
  const { flags } = described.front.label;
  const unchecked = isAutomatic(described) && described.sceneLabel.review !== "accepted";
  if (isSlcOff(described)) return 3;
  if (flags.includes("01") || flags.includes("04") || unchecked) return 1;
  return flags.includes("02") ? 2 : 0;
};

/** manual, auto or corrected; a colleague's front and a consensus line are hands' work. */
export const method: Rule = ({ front }) =>
  front.origin.kind !== "predicted" ? "manual" : front.corrected ? "corrected" : "auto";

export const modelName: Rule = ({ front: { origin } }) =>
  origin.kind === "predicted" ? origin.modelName : null;

export const modelHash: Rule = ({ front: { origin } }) =>
  origin.kind === "predicted" ? origin.weightsSha256.slice(0, 16) : null;

export const handShare: Rule = ({ front }) => handShare01(front);
export const uncertaintyMetres: Rule = ({ front }) => front.certaintyMetres;
export const lengthMetres: Rule = ({ lengthMetres: length }) => length;
export const status: Rule = ({ sceneLabel }) => sceneLabel.review;
export const reviewer: Rule = ({ sceneLabel }) => sceneLabel.reviewer;

/** AutoTerm's way to write a satellite: Landsat8, Sentinel1. */
export const shortSatellite: Rule = ({ description }) => {
  const named = /(landsat|sentinel)[ _-]*(\d)/i.exec(description.sensor ?? "");
  if (named === null) return description.sensor;
  const [, family = "", number] = named;
  return `${family[0]?.toUpperCase()}${family.slice(1).toLowerCase()}${number}`;
};
