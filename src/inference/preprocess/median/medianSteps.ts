// The median of a rectangle as steps that share their work between neighbours: columns are sorted once for all the
// rectangles that hold them, then merged in pairs and fours, and only the rest is done for each pixel.
// The idea of sharing sorted parts: Adams, Fast median filters using separable sorting networks, ACM TOG 40(4), 2021.
import { MinMaxNetwork, type Value } from "./minMaxNetwork.ts";

/** Sorted values of `columns` columns beside each other, one plane for each rank. */
export type Step = {
  readonly network: MinMaxNetwork;
  /** What each input is: the rank within the sorted columns that begin `shiftPx` to the right, in the plane of that width. */
  readonly inputs: readonly {
    readonly columns: number;
    readonly rank: number;
    readonly shiftPx: number;
  }[];
  readonly outputs: readonly Value[];
};

export type MedianSteps = {
  /** Sorts `kernelY` values, from the top down, to the plane of one column. */
  readonly sortColumn: Step;
  /** Each doubles the columns of the one before it. */
  readonly widen: readonly Step[];
  /** One output: the median. */
  readonly median: Step;
};

/** Both sides odd. */
export function medianSteps(kernelX: number, kernelY: number): MedianSteps {
  const column = new MinMaxNetwork(kernelY);
  const widest = kernelX >= 9 ? 4 : kernelX >= 5 ? 2 : 1;
  return {
    sortColumn: {
      network: column,
      inputs: range(kernelY).map((rank) => ({ columns: 0, rank, shiftPx: 0 })),
      outputs: column.sort(range(kernelY)),
    },
    widen: [1, 2].filter((columns) => columns < widest).map((columns) => doubled(columns, kernelY)),
    median: medianOf(partsOf(kernelX, widest), kernelX, kernelY),
  };
}

type Part = { readonly columns: number; readonly shiftPx: number };

/** The kernel's columns as few parts: as many of the widest as fit, then narrower ones. */
function partsOf(kernelX: number, widest: number): Part[] {
  const parts: Part[] = [];
  for (let shiftPx = 0, columns = widest; shiftPx < kernelX; shiftPx += columns) {
    while (shiftPx + columns > kernelX) columns /= 2;
    parts.push({ columns, shiftPx });
  }
  return parts;
}

function doubled(columns: number, kernelY: number): Step {
  const { inputs, lists } = inputsOf(
    [
      { columns, shiftPx: 0 },
      { columns, shiftPx: columns },
    ],
    kernelY,
  );
  const network = new MinMaxNetwork(inputs.length);
  return { network, inputs, outputs: network.merge(lists[0] ?? [], lists[1] ?? []) };
}

function inputsOf(parts: readonly Part[], kernelY: number) {
  const inputs: Step["inputs"][number][] = [];
  const lists = parts.map(({ columns, shiftPx }) =>
    range(columns * kernelY).map((rank) => inputs.push({ columns, rank, shiftPx }) - 1),
  );
  return { inputs, lists };
}

function medianOf(parts: readonly Part[], kernelX: number, kernelY: number): Step {
  const { inputs, lists } = inputsOf(parts, kernelY);
  const merged = new MinMaxNetwork(inputs.length);
  const byMerging = [mergedMedian(merged, lists)];
  const step = { network: merged, inputs, outputs: byMerging };
  if (parts.length !== kernelX) return step;
  const sorted = new MinMaxNetwork(inputs.length);
  const byRows = [rowsMedian(sorted, lists)];
  const isShorter = sorted.neededFor(byRows).length < merged.neededFor(byMerging).length;
  return isShorter ? { network: sorted, inputs, outputs: byRows } : step;
}

/** The middle one of all the lists' values; an odd number of them, each list ascending. */
function mergedMedian(network: MinMaxNetwork, lists: readonly (readonly Value[])[]): Value {
  const queue = [...lists];
  let left = lists.reduce((sum, { length }) => sum + length, 0);
  let rank = (left - 1) / 2;
  while (queue.length > 2) {
    queue.sort((a, b) => a.length - b.length);
    const [a = [], b = []] = queue.splice(0, 2);
    const whole = network.merge(a, b);
    // Too many values lie below or above some of them within their own list: they are not the middle one.
    const first = Math.max(0, rank - (left - whole.length));
    const kept = whole.slice(first, rank + 1);
    queue.push(kept);
    rank -= first;
    left -= whole.length - kept.length;
  }
  return network.select(queue[0] ?? [], queue[1] ?? [], rank);
}

/**
 * Columns that are sorted stay so when their rows are sorted as well. Then the value in row i and column j has i j - 1
 * others that are no larger, and as many on the other side are no smaller: most are not the middle one.
 */
function rowsMedian(network: MinMaxNetwork, columns: readonly (readonly Value[])[]): Value {
  const [kernelX, kernelY] = [columns.length, columns[0]?.length ?? 0];
  const middle = (kernelX * kernelY + 1) / 2;
  const runs = range(kernelY).map((i) => {
    const row = network.sort(columns.map((column) => column[i] as Value));
    return row.filter(
      (_, j) => (i + 1) * (j + 1) <= middle && (kernelY - i) * (kernelX - j) <= middle,
    );
  });
  return mergedMedian(
    network,
    runs.filter((run) => run.length > 0),
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
