// Reading plain data that came from outside: each reader answers a checked value or throws, naming the place.
import { AppError, type ErrorCode } from "./errors.ts";

/** `place` says where in the data the value stands: "fronts[3].vertices". */
export type Read<T> = (value: unknown, place: string) => T;

/** Thrown by readers; whoever reads a file gives it the code of that file. */
class MisreadError extends Error {}

function misread(place: string, wanted: string): never {
  throw new MisreadError(`${place} is not ${wanted}`);
}

/** Runs a reader; what does not fit becomes an AppError of this code that names the place. */
export function readAs<T>(code: ErrorCode, read: Read<T>, value: unknown, place: string): T {
  try {
    return read(value, place);
  } catch (cause) {
    if (cause instanceof MisreadError) throw new AppError(code, `${cause.message}.`, { cause });
    throw cause;
  }
}

export const readNumber: Read<number> = (value, place) =>
  typeof value === "number" && Number.isFinite(value) ? value : misread(place, "a finite number");

export const readBoolean: Read<boolean> = (value, place) =>
  typeof value === "boolean" ? value : misread(place, "true or false");

/** The value that a reader gives, where it also passes; `wanted` says what would. */
export function readThat<T>(read: Read<T>, passes: (value: T) => boolean, wanted: string): Read<T> {
  return (value, place) => {
    const found = read(value, place);
    return passes(found) ? found : misread(place, wanted);
  };
}

/** At most so many characters; what is longer is no sensible entry. */
export function readText(most: number): Read<string> {
  return (value, place) =>
    typeof value === "string" && value.length <= most
      ? value
      : misread(place, `text of at most ${most} characters`);
}

export function readOneOf<T extends string>(...allowed: readonly T[]): Read<T> {
  return (value, place) =>
    allowed.find((one) => one === value) ?? misread(place, `one of ${allowed.join(", ")}`);
}

export function readList<T>(item: Read<T>): Read<readonly T[]> {
  return (value, place) =>
    Array.isArray(value)
      ? value.map((entry, index) => item(entry, `${place}[${index}]`))
      : misread(place, "a list");
}

export function readOrNull<T>(read: Read<T>): Read<T | null> {
  return (value, place) => (value === null ? null : read(value, place));
}

/** A list of exactly `count` finite numbers. */
export function readNumbers<T extends readonly number[]>(count: number): Read<T> {
  return (value, place) =>
    Array.isArray(value) && value.length === count && value.every(Number.isFinite)
      ? (value as unknown as T)
      : misread(place, `${count} finite numbers`);
}

/** Keeps the fields that are named, and nothing else. A reader marked by `optional` may find its field absent. */
export function readFields<T extends object>(
  fields: {
    readonly [K in keyof T]-?: Read<T[K]>;
  },
): Read<T> {
  return (value, place) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      misread(place, "an object");
    const from = value as Record<string, unknown>;
    const read: Record<string, unknown> = {};
    for (const name of Object.keys(fields)) {
      const field = fields[name as keyof T] as Read<unknown>;
      const entry = Object.hasOwn(from, name) ? from[name] : undefined;
      if (entry === undefined && isOptional.has(field)) continue;
      read[name] = field(entry, `${place}.${name}`);
    }
    return read as T;
  };
}

const isOptional = new WeakSet<Read<unknown>>();

export function optional<T>(read: Read<T>): Read<T | undefined> {
  const reader: Read<T | undefined> = (value, place) => read(value, place);
  isOptional.add(reader);
  return reader;
}

/** Chooses the reader by the field `kind`. */
export function readKind<T extends { readonly kind: string }>(
  readers: {
    readonly [K in T["kind"]]: Read<Extract<T, { readonly kind: K }>>;
  },
): Read<T> {
  return (value, place) => {
    const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : null;
    if (typeof kind !== "string" || !Object.hasOwn(readers, kind))
      misread(`${place}.kind`, `one of ${Object.keys(readers).join(", ")}`);
    return readers[kind as T["kind"]](value, place) as T;
  };
}
