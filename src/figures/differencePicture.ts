// Where one map is higher and where lower than another: red and blue over white.
import type { Picture } from "./picture.ts";

type Rgb = readonly [red: number, green: number, blue: number];

/** Ends and middle of ColorBrewer's RdBu (Brewer 2003), which every kind of colour vision tells apart. */
export const DIFFERENCE_COLOURS: { readonly lower: Rgb; readonly none: Rgb; readonly higher: Rgb } =
  { lower: [33, 102, 172], none: [247, 247, 247], higher: [178, 24, 43] };

type Grid = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 where there is data; row-major. */
  readonly valid: ArrayLike<number>;
};

/** `values` less `others`, -1..1; white where there is no data. */
export function differencePicture(
  { heightPx, valid, widthPx }: Grid,
  values: ArrayLike<number>,
  others: ArrayLike<number>,
): Picture {
  const { higher, lower, none } = DIFFERENCE_COLOURS;
  const rgb = new Uint8Array(3 * widthPx * heightPx).fill(255);
  for (let i = 0; i < widthPx * heightPx; i++) {
    if (valid[i] !== 1) continue;
    const difference = (values[i] as number) - (others[i] as number);
    const end = difference < 0 ? lower : higher;
    const share = Math.min(1, Math.abs(difference));
    for (const c of [0, 1, 2] as const)
      rgb[3 * i + c] = Math.round(none[c] + share * (end[c] - none[c]));
  }
  return { widthPx, heightPx, rgb };
}
