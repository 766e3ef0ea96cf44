// Numbers for people: with units, and no more digits than they are worth.
import type { ProjectFacts } from "../store/project/projectDatabase.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

export const formatCount = (count: number) => whole.format(count);

export const formatValue = (value: number) =>
  Number.isFinite(value) ? significant.format(value) : "none";

export const formatMetres = (metres: number) => `${whole.format(metres)} m`;

/** Metres below a kilometre, kilometres with one decimal above. */
export function formatLength(metres: number): string {
  return metres < 1000 ? formatMetres(metres) : `${(metres / 1000).toFixed(1)} km`;
}

export function formatPixelSize({ x, y }: { readonly x: number; readonly y: number }): string {
  const digits = Math.min(x, y) < 10 ? 2 : 1;
  return `${x.toFixed(digits)} × ${y.toFixed(digits)} m`;
}

export const formatShare = (share01: number) => `${Math.round(share01 * 100)} %`;

/** A share that may be small: "31 %", "2.4 %", "0.013 %". */
export const formatWeight = (share01: number) =>
  `${new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(share01 * 100)} %`;

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** "65.512° N 38.204° W" */
export function formatLonLat([lon, lat]: readonly [number, number]): string {
  const north = `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}`;
  return `${north} ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? "W" : "E"}`;
}

/** "no fronts", "1 front", "12 fronts" */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? "no" : formatCount(count)} ${count === 1 ? one : many}`;
}

/** "3 scenes, 1 front, changed 2 h ago"; no counts for projects written down before they were counted. */
export function formatProjectFacts({ sceneCount, frontCount, changedAt }: ProjectFacts): string {
  const changed = `changed ${formatAgo(Date.now() - Date.parse(changedAt))}`;
  if (sceneCount === undefined || frontCount === undefined) return changed;
  return `${counted(sceneCount, "scene")}, ${counted(frontCount, "front")}, ${changed}`;
}

/** "8 s", "3 min", "1.5 h" */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** "just now", "40 s ago", "3 min ago", "2 h ago"; in days from the second day on. */
export function formatAgo(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 5) return "just now";
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} s ago`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min ago`;
  const hours = minutes / 60;
  return hours < 36 ? `${Math.round(hours)} h ago` : `${Math.round(hours / 24)} days ago`;
}
