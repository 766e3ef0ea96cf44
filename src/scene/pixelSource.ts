// What a file format must give so that it can be opened as a scene.
import type { Acquisition } from "./acquisitionFromName.ts";
import type { Georeferencing } from "./georeferencing.ts";
import type { ReadRows, ReadStored } from "./rowReader.ts";
import type { SampleType } from "./scene.ts";

export type PixelSource = Georeferencing & {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rows that are cheapest to read together. */
  readonly blockHeightPx: number;
  readonly bandCount: number;
  /** In band order; empty where the file names none. */
  readonly bandNames: readonly string[];
  readonly sampleType: SampleType;
  readonly compression: string;
  readonly noData: number | null;
  readonly simulated: boolean;
  /** As the file itself tells it; absent where only its name may. */
  readonly acquisition?: Acquisition | undefined;
  readonly readRows: ReadRows;
  /** Null where the file's numbers are only known decoded. */
  readonly readStored: ReadStored | null;
  /** With those that are no band, such as alpha. */
  readonly sampleCount: number;
};
