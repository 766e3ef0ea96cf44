// npm run fuzz: valid pictures, damaged in every way, are opened and read: none may hang or crash the reader.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toAppError } from "../src/base/errors.ts";
import { failWithSentence, numberOption, readArguments } from "./arguments.ts";
import { damage, damages } from "./fuzzDamages.ts";
import { type SoundFile, soundFiles } from "./fuzzFiles.ts";
import { createSceneReader, type SceneReader } from "./sceneReader.ts";

const USAGE = `Usage: npm run fuzz -- [--seconds N | --runs N] [--seed N] [--deadline S] [--save DIR] [--corpus DIR]
Damages valid TIFF and PNG files (made here, and those of --corpus, by default ../shared/data/tiff-conformance), opens each
and reads its bands in a thread of its own. Every file must open or end in a sentence, within the deadline (20 s).
  --seconds N  how long (default 60)      --runs N  how many files instead; the same seed then does the same
  --seed N     default: a new one         --save DIR  where files are kept that went wrong (default fuzz-findings)`;

/** A band of more is not read: opening it is enough. */
const READ_UP_TO_PX = 4e6;
const MOST_BANDS = 4;

type Outcome = {
  /** "opened", or the code of the refusal. */
  readonly code: string;
  readonly message: string;
  readonly milliseconds: number;
};

async function main(): Promise<number> {
  const names = ["seconds", "runs", "seed", "deadline", "save", "corpus"];
  const { options } = readArguments(process.argv.slice(2), names, USAGE);
  const seed = Math.floor(numberOption(options, "seed", 1 + (Date.now() % 2 ** 30)));
  const runs = options.runs === undefined ? Infinity : numberOption(options, "runs", 1);
  const until =
    runs === Infinity ? Date.now() + 1000 * numberOption(options, "seconds", 60) : Infinity;
  const save = options.save ?? "fuzz-findings";
  const deadlineMs = 1000 * numberOption(options, "deadline", 20);
  const files = await soundFiles(corpusOf(options.corpus));
  const folder = mkdtempSync(join(tmpdir(), "icefront-fuzz-"));
  const reader = createSceneReader(deadlineMs);
  const counts = new Map<string, number>();
  let slowest = { name: "", milliseconds: 0 };
  let findings = 0;
  let run = 0;
  try {
    await requireSound(files, folder, reader);
    for (; run < runs && Date.now() < until; run++) {
      const { bytes, name, how } = damage(files, seed, run);
      const path = join(folder, `${run}-${name}`);
      writeFileSync(path, bytes);
      const outcome = await openAndRead(path, reader);
      rmSync(path);
      const kind = outcome.code === "opened" ? "opened" : "refused";
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (outcome.milliseconds > slowest.milliseconds)
        slowest = { name: `run ${run}, ${name}`, milliseconds: outcome.milliseconds };
      if (isSound(outcome)) continue;
      findings++;
      mkdirSync(save, { recursive: true });
      const kept = join(save, `seed${seed}-run${run}-${name}`);
      writeFileSync(kept, bytes);
      console.log(
        `FOUND ${outcome.code}: "${outcome.message}" by ${damages(how)} of ${name}; kept as ${kept}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const told = ["opened", "refused"].map((kind) => `${counts.get(kind) ?? 0} ${kind}`).join(", ");
  console.log(
    `fuzz: seed ${seed}, ${run} damaged files of ${files.length} sound ones: ${told}, ${findings} found wrong; ` +
      `slowest ${(slowest.milliseconds / 1000).toFixed(1)} s (${slowest.name})`,
  );
  return findings === 0 ? 0 : 1;
}

function corpusOf(given: string | undefined): readonly string[] {
  const folder = given ?? join(import.meta.dirname, "../../shared/data/tiff-conformance");
  if (existsSync(folder))
    return readdirSync(folder)
      .filter((name) => /\.(tiff?|png)$/i.test(name))
      .sort()
      .map((name) => join(folder, name));
  console.log(`${folder} is not here: only files made here are damaged.`);
  return [];
}

/** Damage proves nothing where the whole file is refused already. */
async function requireSound(
  files: readonly SoundFile[],
  folder: string,
  reader: SceneReader,
): Promise<void> {
  for (const { name, bytes } of files) {
    const path = join(folder, `sound-${name}`);
    writeFileSync(path, bytes);
    const { code, message } = await openAndRead(path, reader);
    rmSync(path);
    if (code !== "opened") throw new Error(`${name} is no sound file: ${message}`);
  }
}

async function openAndRead(path: string, reader: SceneReader): Promise<Outcome> {
  const startedAt = performance.now();
  const ended = (code: string, message: string): Outcome => ({
    code,
    message,
    milliseconds: performance.now() - startedAt,
  });
  try {
    const { widthPx, heightPx, bandCount } = await reader.open(path);
    if (widthPx * heightPx <= READ_UP_TO_PX)
      for (let band = 0; band < Math.min(MOST_BANDS, bandCount); band++) {
        const whole = { firstCol: 0, firstRow: 0, widthPx, heightPx };
        const values = await reader.readWindow(band, whole);
        if (values.length !== widthPx * heightPx)
          return ended("wrong-size", `Band ${band + 1} has ${values.length} values.`);
      }
    return ended("opened", "");
  } catch (error) {
    const { code, message } = toAppError(error);
    return ended(code, message);
  }
}

/** A refusal is one of a file, in a sentence. */
function isSound({ code, message }: Outcome): boolean {
  return code === "opened" || (/^file-/.test(code) && /^[A-Z].*\.$/s.test(message));
}

main().then((code) => process.exit(code), failWithSentence);
