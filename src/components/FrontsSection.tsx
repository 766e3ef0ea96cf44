// The scene's fronts as a list, and the selected one with its facts and its commands.
import { memo, useMemo } from "react";
import { annotatorOf, type Front, frontPath } from "../annotation/document.ts";
import { handShare01 } from "../annotation/handShare.ts";
import { meanDistanceMetres } from "../annotation/meanDistanceMetres.ts";
import { positionUncertainty } from "../annotation/positionUncertainty.ts";
import { polylineLengthMetres } from "../geo/projection.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { shortcutOf } from "./commands/commandTable.ts";
import { goToVertex } from "./commands/editCommands.ts";
import { FrontTools } from "./FrontTools.tsx";
import { formatLength, formatMetres, formatShare } from "./formatQuantities.ts";
import { IconButton } from "./IconButton.tsx";
import { AnnotatorSign, type LineKind, LineSign } from "./LayersPanel.tsx";
import { Section } from "./Section.tsx";
import { useActiveFronts } from "./useActiveScene.ts";

export function FrontsSection({ open }: { readonly open: OpenScene }) {
  const fronts = useActiveFronts();
  return (
    <Section name="fronts" title="Fronts">
      {fronts.length === 0 ? (
        <p className="quiet">None yet. Predict with P, or draw one with D.</p>
      ) : (
        <ul className="list">
          {fronts.map((front, index) => (
            <FrontItem key={front.id} front={front} number={index + 1} open={open} />
          ))}
        </ul>
      )}
      {fronts.length > 0 && open.trueFronts.length > 0 && (
        <TrueFrontDistance fronts={fronts} open={open} />
      )}
    </Section>
  );
}

type ItemProps = { readonly front: Front; readonly number: number; readonly open: OpenScene };

// Measuring a long front on the ellipsoid takes longer than a frame, and most fronts stay as they are.
const FrontItem = memo(function FrontItem({ front, number, open }: ItemProps) {
  const { map, viewStore } = useApp();
  const isSelected = useStore(viewStore, (view) => view.frontId === front.id);
  const kind = kindOf(front);
  const annotator = annotatorOf(front);
  const { crs } = open.scene;
  const length = useMemo(() => polylineLengthMetres(frontPath(front), crs), [front, crs]);
  return (
    <li className="front-item" data-active={isSelected}>
      <button
        type="button"
        className="row"
        aria-pressed={isSelected}
        onClick={() => viewStore.selectFront(isSelected ? null : front.id)}
        onDoubleClick={() => map.current?.showFront(front)}
      >
        <span className="name">
          {annotator === null ? <LineSign kind={kind} /> : <AnnotatorSign name={annotator} />} Front{" "}
          {number}, {nameOf(front)}
        </span>
        <span className="quiet">
          {length === null ? "no length without CRS" : formatLength(length)}
        </span>
      </button>
      {isSelected && <SelectedFront front={front} open={open} />}
    </li>
  );
});

function kindOf({ origin, corrected }: Front): LineKind {
  if (corrected) return "corrected";
  return origin.kind === "predicted" ? "predicted" : "drawn";
}

/** A colleague's front and a consensus must not pass for one's own or for the network's. */
function nameOf(front: Front): string {
  const { origin, corrected } = front;
  const kind = kindOf(front);
  if (origin.kind === "imported")
    return `by ${origin.annotator || "somebody else"}${corrected ? ", corrected" : ""}`;
  return origin.kind === "consensus" ? `consensus${corrected ? ", corrected" : ""}` : kind;
}

type SelectedProps = { readonly front: Front; readonly open: OpenScene };

function SelectedFront({ front, open }: SelectedProps) {
  const app = useApp();
  const { commands, map, viewStore } = app;
  const index = useStore(viewStore, (view) => view.vertexIndex);
  const chosen = useStore(viewStore, (view) => view.selectedVertices.length);
  const { certaintyMetres, meanProbability01, vertices } = front;
  const position = positionUncertainty(front);
  const here = index === null ? undefined : vertices[index]?.uncertaintyMetres;
  return (
    <div className="selected-front">
      <dl className="facts">
        {meanProbability01 !== null && (
          <Fact term="Probability">{formatShare(meanProbability01)}</Fact>
        )}
        {certaintyMetres !== null && (
          <Fact term="Band half width" title={HALF_WIDTH_HELP}>
            {formatMetres(certaintyMetres)}
          </Fact>
        )}
        {position !== null && (
          <Fact term="Position" title={POSITION_HELP}>
            ± {formatMetres(position.median)} (median), up to {formatMetres(position.largest)}
          </Fact>
        )}
        {here !== undefined && <Fact term="At this vertex">± {formatMetres(here)}</Fact>}
        {front.origin.kind === "predicted" && (
          <Fact term="Set by hand">{formatShare(handShare01(front))}</Fact>
        )}
        <Fact term="Vertices">
          {index === null || index >= vertices.length
            ? vertices.length
            : `${index + 1} of ${vertices.length}${chosen > 1 ? `, ${chosen} chosen` : ""}`}
        </Fact>
      </dl>
      <fieldset className="group" aria-label="Vertices">
        <IconButton
          icon="previous"
          label="Previous vertex"
          command="vertex.previous"
          onClick={() => goToVertex(app, -1)}
        />
        <IconButton
          icon="next"
          label="Next vertex"
          command="vertex.next"
          onClick={() => goToVertex(app, 1)}
        />
        <IconButton
          icon="target"
          label="Zoom to this front"
          onClick={() => map.current?.showFront(front)}
        />
        <IconButton
          icon="trash"
          label={deleteLabel(index, chosen)}
          command="delete"
          onClick={commands.deleteSelected}
        />
      </fieldset>
      <IceSideChoice front={front} />
      <FrontTools unit={open.scene.crs.kind === "pixel" ? "px" : "m"} />
    </div>
  );
}

const SIDES = [
  { side: "left", text: "left" },
  { side: "right", text: "right" },
  { side: null, text: "not known" },
] as const;

function IceSideChoice({ front }: { readonly front: Front }) {
  const { commands, viewStore } = useApp();
  const shortcut = useStore(viewStore, (view) => shortcutOf("front.iceSide", view.keyBindings));
  const flip = shortcut === undefined ? "" : ` ${shortcut} puts it on the other side.`;
  return (
    <fieldset className="ice-side" title={`${ICE_SIDE_HELP}${flip}`}>
      <legend>Ice</legend>
      {SIDES.map(({ side, text }) => (
        <label key={text}>
          <input
            type="radio"
            name="ice-side"
            checked={front.iceSide === side}
            onChange={() => commands.chooseIceSide(side)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

const ICE_SIDE_HELP =
  "On which side of the line the ice lies, seen along it; ticks on the map point there. Exports write lines with the ice on the left.";

function deleteLabel(index: number | null, chosen: number): string {
  if (index === null) return "Delete this front";
  return chosen > 1 ? "Delete these vertices" : "Delete this vertex";
}

function TrueFrontDistance({
  fronts,
  open,
}: {
  readonly fronts: readonly Front[];
  readonly open: OpenScene;
}) {
  const metres = meanDistanceMetres(fronts.map(frontPath), open.trueFronts, open.scene.crs);
  if (metres === null) return null;
  return (
    <dl className="facts outcome">
      <Fact term="Mean distance to the true front">{formatMetres(metres)}</Fact>
    </dl>
  );
}

const POSITION_HELP =
  "How well the network knows where its vertices lie: how far apart the fronts of several runs are, or, of one run, half the width of the band there.";

export const HALF_WIDTH_HELP =
  "Half the width of the band of high probability around the line. Smaller is sharper; it says nothing about whether the line lies in the right place.";

export function Fact({
  term,
  title,
  children,
}: {
  readonly term: string;
  readonly title?: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div title={title}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
