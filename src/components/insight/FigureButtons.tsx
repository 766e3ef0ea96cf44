// What the panes show as a figure for a paper: SVG or PNG.

import { safeFileName } from "../../annotation/profiles/profiles.ts";
import { AppError } from "../../base/errors.ts";
import { type FigureCell, mapsFigure } from "../../figures/mapsFigure.ts";
import { invertAffine, type PixelXY, pixelToMap } from "../../geo/coordinates.ts";
import type { OpenScene } from "../../store/scenesStore.ts";
import { useApp } from "../AppContext.ts";
import { northDegrees } from "../northDegrees.ts";
import { svgToPng } from "../svgToPng.ts";
import type { PaneSpec } from "./Pane.tsx";
import { areasOf } from "./PaneKeys.tsx";
import { LINE_STYLES } from "./paneLines.ts";
import { MAP_LAYERS, type PaneLook, panePicture } from "./panePicture.ts";

type Props = {
  readonly open: OpenScene;
  readonly look: PaneLook;
  /** Of the file's name, after the scene's. */
  readonly stem: string;
  readonly columnTitles: readonly string[];
  readonly rowTitles: readonly string[];
  readonly rows: readonly (readonly PaneSpec[])[];
};

const FORMATS = ["svg", "png"] as const;

export function FigureButtons(props: Props) {
  const { actions } = useApp();
  const isReady = props.rows.flat().some(({ made }) => made.result !== undefined);
  return (
    <span className="group figure-buttons">
      Figure
      {FORMATS.map((format) => (
        <button
          key={format}
          type="button"
          className="button small"
          disabled={!isReady}
          aria-label={`Save what is shown as a figure, ${format.toUpperCase()}`}
          onClick={() => void actions.exportMade(async () => exportFigure(props, format))}
        >
          {format.toUpperCase()}
        </button>
      ))}
    </span>
  );
}

async function exportFigure(props: Props, format: (typeof FORMATS)[number]) {
  const svg = figureOf(props);
  const scene = safeFileName(props.open.scene.fileName.replace(/\.[^.]*$/, ""));
  const fileName = `${scene}_${safeFileName(props.stem)}.${format}`;
  const bytes = format === "svg" ? new TextEncoder().encode(svg) : await svgToPng(svg);
  return { fileName, bytes };
}

const STYLE_NAMES = {
  predicted: "traced front",
  before: "front as it is",
  known: "known front",
} as const;
const STYLES = Object.keys(STYLE_NAMES) as readonly (keyof typeof STYLE_NAMES)[];
/** Of screens, whose lines are drawn wider. */
const DASH_SCALE = 0.5;

/** Throws `nothing-to-export` where nothing is made yet. */
function figureOf({ columnTitles, look, open, rowTitles, rows }: Props): string {
  const specs = rows.flat();
  const first = specs.find(({ made }) => made.result !== undefined)?.made.result;
  if (first === undefined) throw new AppError("nothing-to-export", open.scene.fileName);
  const layers = [...new Set(specs.map(({ layer }) => layer))];
  const hasTruth = specs.some(({ label }) => label !== null);
  const hasMaps = layers.some((layer) => MAP_LAYERS.some((name) => name === layer));
  return mapsFigure({
    columnTitles,
    rowTitles,
    rows: rows.map((row) => row.map((spec) => cellOf(spec, look))),
    lineStyles: STYLES.map((style) => ({
      name: STYLE_NAMES[style],
      colour: LINE_STYLES[style].colour,
      dash: LINE_STYLES[style].dash.map((length) => DASH_SCALE * length),
    })),
    areas: layers.flatMap((layer) => areasOf(layer, hasTruth)),
    scale: hasMaps
      ? { colourMap: look.colourMap, title: "Probability and attention", from: 0, to: 1 }
      : null,
    northDegrees: northDegrees(open.scene, first.grid),
    caption: captionOf(open, specs),
  });
}

function cellOf(spec: PaneSpec, look: PaneLook): FigureCell | null {
  const { label, layer, lines, made, other } = spec;
  const { result } = made;
  if (result === undefined) return null;
  const picture = panePicture({ label, layer, other, result }, look);
  const pixelToGrid = invertAffine(result.grid.gridToPixel);
  if (picture === null || pixelToGrid === null) return null;
  return {
    picture,
    pixelSizeMetres: result.grid.pixelSizeMetres,
    lines: lines.map(({ colour, paths }) => ({
      style: STYLE_NAMES[STYLES.find((style) => LINE_STYLES[style].colour === colour) ?? "known"],
      paths: paths.map((path) =>
        path.map((at): PixelXY => {
          const [x, y] = pixelToMap(pixelToGrid, at);
          return [x, y];
        }),
      ),
    })),
  };
}

/** "Scene, date. Networks with their weights" */
function captionOf({ scene }: OpenScene, specs: readonly PaneSpec[]): string {
  const networks = specs.flatMap(({ made: { result } }) =>
    result ? [`${result.modelName} (${result.weightsSha256.slice(0, 12)}…)`] : [],
  );
  const about = [scene.fileName, scene.acquisition.date, scene.acquisition.sensor];
  const known = about.filter((part) => part !== null && part !== undefined);
  return `${known.join(", ")}. Networks and the SHA-256 of their weights: ${[...new Set(networks)].join("; ")}.`;
}
