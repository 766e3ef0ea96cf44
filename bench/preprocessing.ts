// npm run bench -- preprocessing: the steps before the network on 25 million pixels, as ratios against numpy, scipy and
// OpenCV, which take turns with them in the same run.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { seededRandom } from "../src/base/seededRandom.ts";
import { toDecibel } from "../src/inference/preprocess/decibel.ts";
import { medianFilter } from "../src/inference/preprocess/medianFilter.ts";
import { multilook } from "../src/inference/preprocess/multilook.ts";
import { speckle } from "../training/simulation/random.ts";

const SIDE_PX = 5000;
const ROUNDS = 3;
/** One with numpy, scipy and cv2. */
const PYTHON = process.env.PYTHON ?? "/usr/bin/python3";

type Row = {
  readonly what: string;
  readonly peer: string;
  readonly ms: number;
  readonly peerMs: number;
  readonly ratio: number;
  /** Between the sums of both results; null where they are no the same numbers. */
  readonly difference01: number | null;
};

type Run = {
  readonly what: string;
  readonly peer: string;
  /** What the peer is asked, and how often: slow ones once. */
  readonly ask: string;
  readonly rounds?: number;
  readonly isSame: boolean;
  readonly work: () => Float32Array;
};

async function main(): Promise<void> {
  const picture = speckled();
  const folder = mkdtempSync(join(tmpdir(), "icefront-bench-"));
  const path = join(folder, "picture.f32");
  writeFileSync(path, picture);
  const peer = startPeer(path);
  try {
    const versions = await peer.next();
    console.log(
      `${SIDE_PX} x ${SIDE_PX} px, float32, 4 looks of speckle, on ${cpus()[0]?.model ?? "?"}; ${versions}. A ratio above 1 is slower than the peer; medians of ${ROUNDS} rounds in turns`,
    );
    const rows: Row[] = [];
    for (const run of runsOn(picture)) {
      rows.push(await measure(run, peer));
      print(rows.at(-1) as Row);
    }
    mkdirSync("bench/results", { recursive: true });
    writeFileSync(
      "bench/results/preprocessing.json",
      JSON.stringify({ sidePx: SIDE_PX, versions, rows }, null, 1),
    );
  } finally {
    peer.end();
    rmSync(folder, { recursive: true });
  }
}

/** Amplitude of four looks over a mean of 60, up to some 200. */
function speckled(): Float32Array<ArrayBuffer> {
  const random = seededRandom(1);
  return new Float32Array(SIDE_PX * SIDE_PX).map(() => 60 * Math.sqrt(speckle(random, 4)));
}

function runsOn(values: Float32Array<ArrayBuffer>): Run[] {
  const size = { widthPx: SIDE_PX, heightPx: SIDE_PX };
  const source = { ...size, values, valid: new Uint8Array(values.length).fill(1) };
  const kept = new Float32Array(values.length);
  const median = (k: number, peer: string, ask: string, more: Partial<Run> = {}): Run => ({
    what: `median ${k} x ${k}`,
    peer,
    ask: `${ask} ${k}`,
    isSame: true,
    work: () => medianFilter(source, { x: k, y: k }),
    ...more,
  });
  return [
    ...[3, 5].map((k) => median(k, "cv2.medianBlur, float32", "opencv")),
    ...[3, 5].map((k) =>
      median(k, "cv2.medianBlur into kept memory", "opencv-kept", {
        what: `median ${k} x ${k}, kept memory`,
        work: () => medianFilter(source, { x: k, y: k }, kept),
      }),
    ),
    ...[7, 9].map((k) =>
      median(k, "cv2.medianBlur, of uint8 only", "opencv-uint8", { isSame: false }),
    ),
    ...[3, 5, 7, 9].map((k) =>
      median(k, "scipy.ndimage.median_filter, float32", "scipy", { rounds: 1 }),
    ),
    {
      what: "multilook 2 x 2, in power",
      peer: "numpy reshape-mean of squares, root",
      ask: "power-mean 2",
      isSame: true,
      work: () => multilook(source, { x: 2, y: 2 }).values,
    },
    {
      what: "multilook 2 x 2, in power",
      peer: "numpy reshape-mean alone",
      ask: "mean 2",
      isSame: false,
      work: () => multilook(source, { x: 2, y: 2 }).values,
    },
    {
      what: "dB",
      peer: "20 * numpy.log10",
      ask: "log10 1",
      isSame: true,
      work: () => toDecibel(values, "amplitude"),
    },
  ];
}

async function measure(
  { what, peer, ask, rounds = ROUNDS, isSame, work }: Run,
  peers: Peer,
): Promise<Row> {
  const own: number[] = [];
  const others: number[] = [];
  let difference01: number | null = null;
  work();
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const result = work();
    own.push(performance.now() - start);
    if (round >= rounds) continue;
    const [ms, sum] = (await peers.ask(ask)).split(" ").map(Number) as [number, number];
    others.push(ms);
    if (isSame) difference01 = Math.abs(sumOf(result) / sum - 1);
  }
  const [ms, peerMs] = [middle(own), middle(others)];
  return { what, peer, ms, peerMs, ratio: ms / peerMs, difference01 };
}

function print({ what, peer, ms, peerMs, ratio, difference01 }: Row): void {
  const same = difference01 === null ? "" : `  sums differ by ${difference01.toExponential(0)}`;
  console.log(
    `${what.padEnd(26)} ${ms.toFixed(0).padStart(6)} ms  ${peer.padEnd(38)} ${peerMs.toFixed(0).padStart(6)} ms  ratio ${ratio.toFixed(2)}${same}`,
  );
}

type Peer = ReturnType<typeof startPeer>;

function startPeer(path: string) {
  const script = join(import.meta.dirname, "preprocessing_peer.py");
  const child: ChildProcess = spawn(PYTHON, [script, path, String(SIDE_PX)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[
    Symbol.asyncIterator
  ]();
  async function next(): Promise<string> {
    const { value, done } = await lines.next();
    if (done)
      throw new Error("The peer stopped: set PYTHON to a python3 that has numpy, scipy and cv2.");
    return value;
  }
  return {
    next,
    ask: (what: string) => {
      child.stdin?.write(`${what}\n`);
      return next();
    },
    end: () => child.stdin?.end(),
  };
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

await main();
