// Two pieces of work timed in turns, so that a busy machine slows both alike.

const RUNS = 5;

/** Medians over five interleaved runs, after one of each to warm up. */
export async function medianMilliseconds(
  work: () => Promise<unknown>,
  peer: () => Promise<unknown>,
): Promise<{ readonly ms: number; readonly peerMs: number }> {
  const own: number[] = [];
  const others: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const [ms, peerMs] = [await time(work), await time(peer)];
    if (run === 0) continue;
    own.push(ms);
    others.push(peerMs);
  }
  return { ms: median(own), peerMs: median(others) };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
