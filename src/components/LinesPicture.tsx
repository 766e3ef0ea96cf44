// A small picture of fronts to scale: what differs between two of them can be seen where words say little.
import { useMemo } from "react";
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { fitLines } from "../geo/fitLines.ts";
import { formatLength } from "./formatQuantities.ts";

export type PictureLine = {
  readonly look: "mine" | "theirs" | "other";
  readonly path: readonly MapXY[];
};

type Props = {
  /** What is seen, for those who cannot see it. */
  readonly label: string;
  readonly lines: readonly PictureLine[];
  readonly crs: Crs;
};

const BOX = { widthPx: 320, heightPx: 150, marginPx: 14 };

export function LinesPicture({ label, lines, crs }: Props) {
  const fitted = useMemo(
    () =>
      fitLines(
        lines.map(({ path }) => path),
        crs,
        BOX,
      ),
    [lines, crs],
  );
  if (fitted === null) return null;
  const { widthPx, heightPx } = BOX;
  const bar = fitted.scaleBar;
  return (
    <svg
      className="lines-picture"
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      role="img"
      aria-label={label}
    >
      {lines.map(({ look }, i) => (
        <polyline
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a picture keep their order.
          key={i}
          className={look}
          points={(fitted.lines[i] ?? [])
            .map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`)
            .join(" ")}
        />
      ))}
      {bar !== null && (
        <g className="scale-bar">
          <path d={`M8 ${heightPx - 12}v4h${bar.widthPx.toFixed(1)}v-4`} />
          <text x={14 + bar.widthPx} y={heightPx - 7}>
            {formatLength(bar.metres)}
          </text>
        </g>
      )}
    </svg>
  );
}
