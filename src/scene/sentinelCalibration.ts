// Sentinel-1's table from numbers to sigma nought: sigma0 = DN^2 / A^2, A bilinear between the vectors of the calibration
// annotation (ESA, Sentinel-1 Product Specification S1-RS-MDA-52-7441, section 6.3.2; Radiometric calibration of S-1 level-1
// products, ESA-EOPG-CSCOP-TN-0002). Thermal noise is not taken off.
import { AppError } from "../base/errors.ts";
import type { PixelWindow } from "./windowReader.ts";
import { elementsOf, textOf } from "./xmlText.ts";

export type Calibration = {
  /**
   * Amplitudes of a window of the measurement to sigma nought in linear power, in place. NaN stays. `widthPx`: of the
   * measurement.
   */
  readonly apply: (values: Float32Array, window: PixelWindow, widthPx: number) => void;
};

/** A at some pixels of one line. Lines may lie outside of the picture. */
type Vector = {
  readonly line: number;
  readonly pixels: readonly number[];
  readonly a: readonly number[];
};

/** Rejects `file-corrupt`. `path`: for the message. */
export function readCalibration(xml: string, path: string): Calibration {
  const vectors = elementsOf(xml, "calibrationVector")
    .map((vector) => ({
      line: Number(textOf(vector, "line")),
      pixels: numbersOf(textOf(vector, "pixel")),
      a: numbersOf(textOf(vector, "sigmaNought")),
    }))
    .sort((one, other) => one.line - other.line);
  if (vectors.length === 0 || !vectors.every(isSound))
    throw new AppError(
      "file-corrupt",
      `${path} holds no sound table of sigma nought: the numbers of the band can be shown, but not calibrated.`,
    );
  const dense = new Map<Vector, Float32Array>();
  const along = (vector: Vector, widthPx: number) => {
    const known = dense.get(vector);
    if (known?.length === widthPx) return known;
    const made = spreadOut(vector, widthPx);
    dense.set(vector, made);
    return made;
  };
  return {
    apply: (values, window, widthPx) => {
      for (let row = 0, at = 0; row < window.heightPx; row++) {
        const { above, below, share } = neighbours(vectors, window.firstRow + row);
        const [from, to] = [along(above, widthPx), along(below, widthPx)];
        const right = window.firstCol + window.widthPx;
        for (let col = window.firstCol; col < right; col++, at++) {
          const upper = from[col] as number;
          const a = upper + share * ((to[col] as number) - upper);
          const own = (values[at] as number) / a;
          values[at] = own * own;
        }
      }
    },
  };
}

function numbersOf(text: string | null): number[] {
  return (text ?? "").trim().split(/\s+/).map(Number);
}

function isSound({ line, pixels, a }: Vector): boolean {
  return (
    Number.isFinite(line) &&
    pixels.length === a.length &&
    pixels.every((pixel, i) => i === 0 || pixel > (pixels[i - 1] as number)) &&
    a.every((value) => Number.isFinite(value) && value > 0)
  );
}

/** A at every pixel of the line; beyond the first and last as there. */
function spreadOut({ pixels, a }: Vector, widthPx: number): Float32Array {
  const out = new Float32Array(widthPx);
  let right = 0;
  for (let col = 0; col < widthPx; col++) {
    while (right < pixels.length && (pixels[right] as number) < col) right++;
    const left = Math.max(0, right - 1);
    const last = Math.min(pixels.length - 1, right);
    const span = (pixels[last] as number) - (pixels[left] as number);
    const share = span > 0 ? Math.max(0, col - (pixels[left] as number)) / span : 0;
    out[col] = (a[left] as number) + share * ((a[last] as number) - (a[left] as number));
  }
  return out;
}

function neighbours(vectors: readonly Vector[], line: number) {
  const next = vectors.findIndex((vector) => vector.line > line);
  const last = vectors.at(-1) as Vector;
  const below = next === -1 ? last : (vectors[next] as Vector);
  const above = next === -1 ? last : (vectors[Math.max(0, next - 1)] as Vector);
  const span = below.line - above.line;
  return { above, below, share: span > 0 ? (line - above.line) / span : 0 };
}
