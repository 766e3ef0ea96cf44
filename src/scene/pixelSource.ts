// What a file format must give so that it can be opened as a scene.
import type { Acquisition } from "./acquisitionFromName.ts";
import type { Georeferencing } from "./georeferencing.ts";
import type { SampleType } from "./scene.ts";
import type { ReadStored, ReadWindow } from "./windowReader.ts";

/** A whole picture of means (or of picked pixels) over `2^shift` x `2^shift` pixels. */
export type Overview = Pick<
  PixelSource,
  "widthPx" | "heightPx" | "blockWidthPx" | "blockHeightPx" | "readWindow"
> & { readonly shift: number };

export type PixelSource = Georeferencing & {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels that are cheapest to read together. */
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  /** Fewest rows that can be read without decoding others along with them. */
  readonly leastRowsPx: number;
  readonly bandCount: number;
  /** In band order; empty where the file names none. */
  readonly bandNames: readonly string[];
  readonly sampleType: SampleType;
  readonly compression: string;
  readonly noData: number | null;
  readonly simulated: boolean;
  /** As the file itself tells it; absent where only its name may. */
  readonly acquisition?: Acquisition | undefined;
  readonly readWindow: ReadWindow;
  /** The picture at lower resolutions, as the file holds it; finest first, empty where it holds none. */
  readonly overviews: readonly Overview[];
  /** Null where the file's numbers are only known decoded. */
  readonly readStored: ReadStored | null;
  /** With those that are no band, such as alpha. */
  readonly sampleCount: number;
};
