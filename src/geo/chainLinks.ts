// Points that are linked two by two, as lines.

/** Every point has one or two others that it is linked with. Lines with ends come first; a ring ends in the point that it begins with. */
export function chainLinks(links: ReadonlyMap<number, readonly number[]>): number[][] {
  const seen = new Set<number>();
  const lines: number[][] = [];
  const follow = (start: number) => {
    if (!seen.has(start)) lines.push(chainFrom(start, links, seen));
  };
  for (const [point, others] of links) if (others.length < 2) follow(point);
  // What is left are rings.
  for (const point of links.keys()) follow(point);
  return lines;
}

function chainFrom(
  start: number,
  links: ReadonlyMap<number, readonly number[]>,
  seen: Set<number>,
): number[] {
  const chain: number[] = [];
  let at: number | undefined = start;
  while (at !== undefined) {
    seen.add(at);
    chain.push(at);
    at = links.get(at)?.find((next) => !seen.has(next));
  }
  const isRing = chain.length > 2 && links.get(chain.at(-1) as number)?.includes(start);
  return isRing ? [...chain, start] : chain;
}
