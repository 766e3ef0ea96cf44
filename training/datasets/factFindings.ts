// Facts about scenes that are missing, impossible or given twice.
import { isTileName } from "../../src/scene/trainingTiles.ts";
import type { SceneFacts } from "./labelledScene.ts";
import type { Finding, SceneSource } from "./sceneSource.ts";

const FACTS: readonly (readonly [field: string, holds: (facts: SceneFacts) => boolean])[] = [
  ["glacier", ({ glacier }) => isText(glacier)],
  ["date", ({ date }) => isCalendarDate(date)],
  ["sensor", ({ sensor }) => isText(sensor)],
  ["nominalResolutionMetres", (facts) => isPositive(facts.nominalResolutionMetres)],
];

/** The sources whose names can be used, and what is wrong with the facts of all. */
export function checkFacts(sources: readonly SceneSource[]): {
  readonly sources: readonly SceneSource[];
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const byName = new Map<string, SceneSource>();
  for (const source of sources) {
    const { facts, toldBy: file } = source;
    const name = JSON.stringify(facts.name);
    if (!isTileName(facts.name))
      findings.push({ kind: "name", file, what: `names a scene ${name}, which is no file name.` });
    else if (byName.has(facts.name))
      findings.push({ kind: "sameName", file, what: `names the scene ${name} once more.` });
    else byName.set(facts.name, source);
    for (const [field, holds] of FACTS)
      if (!holds(facts)) {
        const value = JSON.stringify(facts[field as keyof SceneFacts]);
        findings.push({ kind: "facts", file, what: `gives ${name} the ${field} ${value}.` });
      }
    const { x, y } = facts.pixelSizeMetres ?? {};
    if (!(isPositive(x) && isPositive(y)))
      findings.push({
        kind: "pixelSize",
        file,
        what: `gives ${name} pixels of ${x} x ${y} m; both must be above 0.`,
      });
  }
  return { sources: [...byName.values()], findings };
}

/** YYYY-MM-DD that the calendar has. */
export function isCalendarDate(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}
