// What the colours of a pane stand for where they are no scale from 0 to 1.
import { DIFFERENCE_COLOURS } from "../../figures/differencePicture.ts";
import { OVERLAY_COLOURS } from "../../figures/picture.ts";
import { LINE_STYLES } from "./paneLines.ts";
import type { PaneLayer } from "./panePicture.ts";

type Rgb = readonly [number, number, number];

const css = ([red, green, blue]: Rgb) => `rgb(${red} ${green} ${blue})`;

type Props = {
  /** Of the panes. */
  readonly layers: readonly PaneLayer[];
  readonly hasTruth: boolean;
  readonly hasBefore?: boolean;
};

export function MaskKey({ hasBefore = false, hasTruth, layers }: Props) {
  // Over the masks there are no lines: they would hide what is to be seen.
  const hasLines = layers.some((layer) => layer !== "against");
  return (
    <ul className="pane-key" aria-label="Colours and lines of the panes">
      {layers
        .flatMap((layer) => areasOf(layer, hasTruth))
        .map(({ colour, name }) => (
          <li key={name}>
            <i style={{ background: colour }} /> {name}
          </li>
        ))}
      {hasLines && (
        <li>
          <LineSample style="predicted" /> traced front
        </li>
      )}
      {hasBefore && (
        <li>
          <LineSample style="before" /> as it is
        </li>
      )}
      {hasTruth && hasLines && (
        <li>
          <LineSample style="known" /> known front
        </li>
      )}
    </ul>
  );
}

/** As figures tell them too. */
export function areasOf(layer: PaneLayer, hasTruth: boolean) {
  const { both, label, prediction } = OVERLAY_COLOURS;
  const { higher, lower } = DIFFERENCE_COLOURS;
  const area = (name: string, colour: Rgb) => ({ name, colour: css(colour) });
  if (layer === "against")
    return [
      ...(hasTruth ? [area("known front alone", label)] : []),
      area(hasTruth ? "prediction alone" : "prediction", prediction),
      ...(hasTruth ? [area("both", both)] : []),
    ];
  if (layer === "moved")
    return [
      area("only as it is", label),
      area("only as changed", prediction),
      area("in both", both),
    ];
  if (layer === "difference")
    return [area("lower than the first (−1)", lower), area("higher than the first (+1)", higher)];
  return [];
}

function LineSample({ style }: { readonly style: keyof typeof LINE_STYLES }) {
  const { colour, dash } = LINE_STYLES[style];
  return (
    <svg viewBox="0 0 26 8" width="26" height="8" aria-hidden="true">
      <path d="M1 4h24" stroke={colour} strokeWidth="2" strokeDasharray={dash.join(" ")} />
    </svg>
  );
}
