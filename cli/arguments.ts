// Command lines of the programs: `--name value` options, flags and files.
import { parseArgs } from "node:util";
import { AppError, toAppError } from "../src/base/errors.ts";

export type Arguments = {
  readonly options: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
  readonly files: readonly string[];
};

/** Throws `option-invalid` naming an unknown option; prints `usage` and ends the program for --help. */
export function readArguments(
  args: readonly string[],
  names: readonly string[],
  usage: string,
  flags: readonly string[] = [],
): Arguments {
  const spec = Object.fromEntries([
    ...names.map((name) => [name, { type: "string" as const }]),
    ...[...flags, "help"].map((name) => [name, { type: "boolean" as const }]),
  ]);
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options: spec, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new AppError("option-invalid", `${toAppError(cause).message}\n${usage}`, { cause });
  }
  if (parsed.values.help) {
    console.log(usage);
    process.exit(0);
  }
  const entries = Object.entries(parsed.values);
  return {
    options: Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    flags: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
    files: parsed.positionals,
  };
}

/** Throws `option-invalid` when the option is not a number above 0. */
export function numberOption(
  options: Readonly<Record<string, string>>,
  name: string,
  fallback: number,
): number {
  const text = options[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new AppError("option-invalid", `--${name} must be a number above 0, not "${text}".`);
  return value;
}

/** Throws `option-invalid` when the option is not a whole number above 0. */
export function countOption(
  options: Readonly<Record<string, string>>,
  name: string,
  fallback: number,
): number {
  const value = numberOption(options, name, fallback);
  if (!Number.isInteger(value))
    throw new AppError("option-invalid", `--${name} must be a whole number, not ${value}.`);
  return value;
}

/** Throws `option-invalid` when the option is not two numbers above 0, such as "640,512". */
export function pairOption(
  options: Readonly<Record<string, string>>,
  name: string,
  fallback: string,
): readonly [number, number] {
  const text = options[name] ?? fallback;
  const [first = Number.NaN, second = Number.NaN, ...more] = text.split(",").map(Number);
  if (!(first > 0 && second > 0) || more.length)
    throw new AppError(
      "option-invalid",
      `--${name} must be two numbers above 0 such as ${fallback}, not "${text}".`,
    );
  return [first, second];
}

/** Throws `option-invalid` when the option is missing. */
export function requiredOption(
  options: Readonly<Record<string, string>>,
  name: string,
  usage: string,
): string {
  const value = options[name];
  if (value === undefined) throw new AppError("option-invalid", `--${name} is missing.\n${usage}`);
  return value;
}

/** Prints the sentence, not the stack, and ends with exit code 1. */
export function failWithSentence(error: unknown): never {
  const { code, message, stack, cause } = toAppError(error);
  // A file that cannot be written is the user's to mend, not a fault of the program.
  const isFileTrouble = cause instanceof Error && "syscall" in cause;
  console.error(code === "internal" && !isFileTrouble ? (stack ?? message) : message);
  process.exit(1);
}
