// A small picture of fronts to scale: what differs between two of them can be seen where words say little.
import { useMemo } from "react";
import type { MapXY } from "../geo/coordinates.ts";
import type { Crs } from "../geo/crs.ts";
import { fitLines } from "../geo/fitLines.ts";

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

const BOX = { widthPx: 600, heightPx: 210, marginPx: 14 };
/** Below the lines, so that none lies over the bar. */
const BAR_PX = 22;

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
      viewBox={`0 0 ${widthPx} ${heightPx + BAR_PX}`}
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
          <path d={`M10 ${heightPx + 4}v5h${bar.widthPx.toFixed(1)}v-5`} />
          <text x={18 + bar.widthPx} y={heightPx + 11}>
            {bar.metres < 1000 ? `${bar.metres} m` : `${bar.metres / 1000} km`}
          </text>
        </g>
      )}
    </svg>
  );
}
