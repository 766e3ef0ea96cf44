// Several annotators on one scene: their fronts in, how far two of them part, and one line in the middle.
import { useEffect, useMemo, useState } from "react";
import { type Comparison, compareFronts } from "../annotation/compareFronts.ts";
import { consensusFront, consensusLine } from "../annotation/consensusLine.ts";
import { addFronts } from "../annotation/edits/addFronts.ts";
import { type Side, sidesOf } from "../annotation/frontSides.ts";
import { colourGradient } from "../scene/colourMaps.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { withIceSide, zonesOf } from "../store/toldByZones.ts";
import { useApp } from "./AppContext.ts";
import { Fact } from "./FrontsSection.tsx";
import { formatMetres, formatShare } from "./formatQuantities.ts";
import { ImportButton } from "./ImportButton.tsx";
import { Section } from "./Section.tsx";
import { useActiveFronts } from "./useActiveScene.ts";
import "./styles/labels.css";

export function CompareSection({ open }: { readonly open: OpenScene }) {
  const fronts = useActiveFronts();
  const sides = useMemo(() => sidesOf(fronts), [fronts]);
  return (
    <Section name="compare" title="Annotators">
      <div className="compare">
        {sides.length < 2 ? (
          <p className="quiet">
            Import a colleague's fronts to compare them with yours or the network's.
          </p>
        ) : (
          <Compared sides={sides} open={open} />
        )}
        <div className="button-row">
          <ImportButton />
          {sides.length >= 2 && <ConsensusButton sides={sides} open={open} />}
        </div>
      </div>
    </Section>
  );
}

function Compared({ sides, open }: { readonly sides: readonly Side[]; readonly open: OpenScene }) {
  const { map } = useApp();
  const [names, setNames] = useState<readonly [string, string]>(["", ""]);
  const [isShown, setIsShown] = useState(false);
  const first = sides.find(({ name }) => name === names[0]) ?? sides[0];
  const second =
    sides.find(({ name }) => name === names[1] && name !== first?.name) ??
    sides.find(({ name }) => name !== first?.name);
  const { crs } = open.scene;
  const found = useMemo(
    () => (first && second ? compareFronts(first.lines, second.lines, crs) : null),
    [first, second, crs],
  );
  const worst = worstOf(found);
  useEffect(() => {
    if (!isShown || found === null) return;
    const shown = map.current;
    shown?.showDisagreement(
      found.gaps.map(({ from, to, metres }) => ({
        from,
        to,
        share01: worst === 0 ? 0 : metres / worst,
      })),
    );
    return () => shown?.showDisagreement([]);
  }, [isShown, found, worst, map]);
  const chooser = (index: 0 | 1, chosen: Side | undefined, label: string) => (
    <select
      aria-label={label}
      value={chosen?.name ?? ""}
      onChange={({ target }) =>
        setNames(index === 0 ? [target.value, names[1]] : [names[0], target.value])
      }
    >
      {sides
        .filter(({ name }) => index === 0 || name !== first?.name)
        .map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
    </select>
  );
  return (
    <>
      <div className="pair">
        {chooser(0, first, "First annotator")}
        <span className="quiet">and</span>
        {chooser(1, second, "Second annotator")}
      </div>
      {found === null ? (
        <p className="quiet">Distances need a scene with a coordinate system.</p>
      ) : (
        <>
          <Figures found={found} />
          <label className="check">
            <input
              type="checkbox"
              checked={isShown}
              onChange={({ target }) => setIsShown(target.checked)}
            />{" "}
            Show where they part
          </label>
          {isShown && (
            <p className="small quiet colour-scale">
              0 m
              <span style={{ background: colourGradient("viridis") }} />
              {formatMetres(worst)}
            </p>
          )}
        </>
      )}
    </>
  );
}

function worstOf(found: Comparison | null): number {
  return (found?.gaps ?? []).reduce((most, { metres }) => Math.max(most, metres), 0);
}

function Figures({ found }: { readonly found: Comparison }) {
  return (
    <dl className="facts">
      <Fact term="Mean distance" title="Mean of nearest distances, both directions pooled">
        {formatMetres(found.meanDistanceMetres)}
      </Fact>
      <Fact term="Hausdorff 95" title="The larger of both directions' 95th percentiles">
        {formatMetres(found.hausdorff95Metres)}
      </Fact>
      <Fact term="Area between" title="Enclosed on either side; divided by the mean length">
        {(found.areaBetweenM2 / 1e6).toFixed(3)} km², {formatMetres(found.meanWidthMetres)} wide
      </Fact>
      <Fact term="Overlap" title="Of the stretch that either covers">
        {formatShare(found.overlap01)}
      </Fact>
    </dl>
  );
}

function ConsensusButton({
  sides,
  open,
}: {
  readonly sides: readonly Side[];
  readonly open: OpenScene;
}) {
  const { documentStore, rasters, viewStore } = useApp();
  // The middle of the annotators; a line in the middle already is none of them.
  const annotators = sides.filter(({ name }) => name !== "Consensus");
  function add(): void {
    const longest = annotators.map(({ lines }) =>
      lines.reduce((best, line) => (line.length > best.length ? line : best)),
    );
    const path = consensusLine(longest, open.scene.crs);
    if (path === null) {
      viewStore.set({ notice: "These fronts have no stretch in common: no line was added." });
      return;
    }
    const names = annotators.map(({ name }) => name);
    const front = withIceSide(
      consensusFront(crypto.randomUUID(), open.scene.id, path, names),
      zonesOf(open.scene, rasters.get(open.scene.id)),
    );
    documentStore.commit("Add consensus line", addFronts([front]));
    viewStore.selectFront(front.id);
  }
  return (
    <button
      type="button"
      className="button small"
      disabled={annotators.length < 2}
      title={`The line in the middle of ${annotators.map(({ name }) => name).join(", ")}`}
      onClick={add}
    >
      Add consensus line
    </button>
  );
}
