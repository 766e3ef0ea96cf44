// Which of the networks found nothing: their rows have no distance, and their scores say little.

type Found = { readonly title: string; readonly fronts: number | undefined };

/** Null where every network that has run found a front; `fronts` undefined for one that has not. */
export function noFrontText(rows: readonly Found[]): string | null {
  const without = rows.filter(({ fronts }) => fronts === 0).map(({ title }) => title);
  if (without.length === 0) return null;
  const names = new Intl.ListFormat("en").format(without);
  return `No front was found here by ${names}: there is no distance to tell, and the probability shows where a front was doubted.`;
}
