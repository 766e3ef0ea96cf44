// Lengths that a scale bar can have.

/** The largest 1, 2 or 5 times a power of ten that is not longer, in the same unit. */
export function roundLength(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  const factor = [5, 2, 1].find((candidate) => candidate * power <= longest) ?? 1;
  return factor * power;
}
