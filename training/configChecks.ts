// Checks of a configuration's fields, one function a field; what does not pass is refused by file and field.
import { readFileSync } from "node:fs";
import { AppError } from "../src/base/errors.ts";

export type Checks<T> = { readonly [Field in keyof T]-?: (value: T[Field]) => boolean };

/** Throws `option-invalid` naming the file when it holds no JSON. */
export function readConfigFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new AppError("option-invalid", `${path} is not a readable JSON file.`, { cause });
  }
}

/** Throws `option-invalid` for a field of a part (`known`: part to its fields) that does not exist. */
export function requireKnownFields<T extends object>(
  path: string,
  config: T,
  knownFields: Partial<Record<keyof T, readonly string[]>>,
): void {
  for (const [part, known] of Object.entries(knownFields) as [keyof T & string, string[]][])
    for (const record of [config[part] ?? []].flat() as object[]) {
      const unknown = Object.keys(record).find((field) => !known.includes(field));
      if (unknown !== undefined)
        throw new AppError("option-invalid", `${path}: unknown field ${part}.${unknown}.`);
    }
}

/** Throws `option-invalid` for a field that is unknown, missing or impossible. */
export function checkFields<T extends object>(
  path: string,
  prefix: string,
  record: T,
  checks: Checks<T>,
): void {
  if (!isObject(record))
    throw new AppError("option-invalid", `${path} does not hold a configuration.`);
  const unknown = Object.keys(record).filter((field) => !Object.hasOwn(checks, field));
  if (unknown.length)
    throw new AppError("option-invalid", `${path}: unknown field ${prefix}${unknown.join(", ")}.`);
  for (const field of Object.keys(checks) as (keyof T & string)[]) {
    const value = record[field];
    if (!passes(() => checks[field](value)))
      throw new AppError(
        "option-invalid",
        `${path}: ${prefix}${field} is missing or impossible (${JSON.stringify(value)}).`,
      );
  }
}

/** A value of the wrong kind may make its check throw: that is a no. */
function passes(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

export function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

export function isNotNegative(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

export function isShare(value: unknown): boolean {
  return isPositive(value) && (value as number) < 1;
}

export function isShareOrEnds(value: unknown): boolean {
  return isNotNegative(value) && (value as number) <= 1;
}

export function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}

export function isSize(value: unknown): boolean {
  return isCount(value) && (value as number) % 16 === 0;
}
