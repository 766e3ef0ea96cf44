// Import: what was found in the files, whose it is, and onto which scenes it goes.
import { useMemo, useState } from "react";
import { labelFromTable, profileOfTable } from "../annotation/profiles/labelFromTable.ts";
import { crsOfCode } from "../geo/targetCrs.ts";
import type { ReadLayer } from "../scene/readVector.ts";
import { importOutcome, otherwiseSentences, outcomeSentence } from "../store/importOutcome.ts";
import {
  type FoundFronts,
  type ImportChoice,
  type ImportPlan,
  likelyAnnotator,
  likelyOnto,
  planImport,
  type ReturnChoice,
} from "../store/importPlan.ts";
import { useApp } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { ReturningFronts } from "./ReturningFronts.tsx";
import { Notice } from "./SceneFacts.tsx";
import { useActiveScene } from "./useActiveScene.ts";
import "./styles/exports.css";

const CRS_CHOICES = ["EPSG:4326", "EPSG:3413", "EPSG:3031"];

export function ImportDialog({ found }: { readonly found: FoundFronts }) {
  const { actions, viewStore } = useApp();
  const likely = likelyAnnotator(found);
  const [isOwn, setIsOwn] = useState(likely === null);
  const [name, setName] = useState(likely ?? "");
  const [hand, setHand] = useState(viewStore.getState().author);
  const [assumedCrs, setAssumedCrs] = useState("");
  const [onto, setOnto] = useState(likelyOnto(found));
  const [choices, setChoices] = useState<ReadonlyMap<string, ReturnChoice>>(new Map());
  const asksCrs = found.sidecar === null && found.read.layers.some(({ crs }) => crs === null);
  const isAnswered = (isOwn || name.trim() !== "") && (!asksCrs || assumedCrs !== "");
  const plan = usePlan(found, isAnswered, {
    annotator: isOwn ? null : name.trim(),
    assumedCrs: asksCrs ? assumedCrs : "scene",
    onto,
    hand: isOwn ? hand.trim() : name.trim(),
  });
  const sentence = plan && outcomeSentence(importOutcome(plan, choices));
  return (
    <Dialog title="Import fronts" onClose={actions.dropFound}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void actions.importPlanned(plan, choices);
        }}
      >
        <Found found={found} />
        <label>
          Whose fronts
          <select
            value={isOwn ? "own" : "other"}
            onChange={({ target }) => setIsOwn(target.value === "own")}
          >
            <option value="other">Another annotator's</option>
            <option value="own">My own</option>
          </select>
        </label>
        {!isOwn && (
          <label>
            Annotator
            <input
              type="text"
              value={name}
              maxLength={200}
              placeholder="Name, as it will stand in comparisons"
              onChange={({ target }) => setName(target.value)}
            />
          </label>
        )}
        {asksCrs && (
          <label>
            Coordinate system
            <select value={assumedCrs} onChange={({ target }) => setAssumedCrs(target.value)}>
              <option value="">The file does not tell: choose</option>
              <option value="scene">As the scene in view</option>
              {CRS_CHOICES.map((code) => (
                <option key={code} value={code}>
                  {code}, {crsOfCode(code)?.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          Onto
          <select
            value={onto}
            onChange={({ target }) => setOnto(target.value === "open" ? "open" : "match")}
          >
            <option value="open">The scene in view</option>
            <option value="match">The scenes of the same image id or date</option>
          </select>
        </label>
        {plan !== null && plan.edited.length > 0 && (
          <>
            <ReturningFronts edited={plan.edited} choices={choices} onChoose={setChoices} />
            <label>
              Changed by
              <input
                type="text"
                value={hand}
                maxLength={200}
                placeholder="Name, as it signs what was changed in the file"
                onChange={({ target }) => setHand(target.value)}
              />
            </label>
          </>
        )}
        {plan !== null && <Outcome plan={plan} sentence={sentence} />}
        <div className="dialog-actions">
          <button type="button" className="button" onClick={actions.dropFound}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={sentence === null}>
            Import
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type Answers = ImportChoice & {
  /** Who changed what comes back changed. */
  readonly hand: string;
};

/** Null until the questions are answered. Found anew only when an answer changes: long files take a while. */
function usePlan(
  found: FoundFronts,
  isAnswered: boolean,
  { annotator, assumedCrs, onto, hand }: Answers,
): ImportPlan | null {
  const { documentStore, scenesStore } = useApp();
  const active = useActiveScene();
  return useMemo(
    () =>
      isAnswered && active !== undefined
        ? planImport({
            found,
            choice: { annotator, assumedCrs, onto },
            mark: { by: hand, at: new Date().toISOString() },
            document: documentStore.committed(),
            scenes: scenesStore.getState().scenes,
            active,
            newId: () => crypto.randomUUID(),
          })
        : null,
    [found, isAnswered, annotator, assumedCrs, onto, hand, active, documentStore, scenesStore],
  );
}

function Found({ found: { read, sidecar } }: { readonly found: FoundFronts }) {
  const isUnread = read.sidecar !== null && sidecar === null;
  return (
    <div className="found">
      {read.layers.map((layer) => (
        <LayerFound key={`${layer.fileName}/${layer.layerName}`} layer={layer} />
      ))}
      {sidecar !== null && (
        <Notice
          kind="info"
          text="With a provenance file of Icefront: fronts come back vertex by vertex, and what was changed in the file shows."
        />
      )}
      {isUnread && (
        <Notice
          kind="warning"
          text="The provenance file is damaged or of a newer version and is left aside."
        />
      )}
    </div>
  );
}

function LayerFound({ layer }: { readonly layer: ReadLayer }) {
  const { crs, crsName, fields, fileName, lines } = layer;
  const profile = profileOfTable(fields);
  const dates = [
    ...new Set(lines.map((line) => labelFromTable(line.attributes).date ?? "")),
  ].filter((date) => date !== "");
  dates.sort();
  const span = dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : (dates[0] ?? "no dates");
  return (
    <section aria-label={fileName}>
      <p className="breaks">
        <strong>{fileName}</strong>: {lines.length} {lines.length === 1 ? "line" : "lines"}, {span}.
      </p>
      <p className="quiet small breaks">
        {crs === null ? "No coordinate system." : `${crs.code ?? ""} ${crsName ?? crs.name}.`}{" "}
        {profile === null ? "Attributes" : `${profile} attributes`}:{" "}
        {fields.length === 0 ? "none" : fields.slice(0, 24).join(", ")}.
      </p>
      {sentencesOf(layer).map((text) => (
        <Notice key={text} kind="warning" text={text} />
      ))}
    </section>
  );
}

function sentencesOf(layer: ReadLayer): string[] {
  const { notices, notLines, notFinite, empty, selfCrossing, cutTexts } = layer;
  const counted: readonly (readonly [number, string])[] = [
    [notLines, "polygons or points left out, for fronts are lines"],
    [notFinite, "lines left out, whose coordinates are not all numbers"],
    [empty, "lines left out, which have no two different points"],
    [selfCrossing, "lines that cross themselves, taken in: look at them"],
    [cutTexts, "texts of more than 10,000 characters, cut"],
  ];
  return [
    ...notices,
    ...counted.flatMap(([count, what]) => (count > 0 ? [`Number of ${what}: ${count}.`] : [])),
  ];
}

type OutcomeProps = {
  readonly plan: ImportPlan;
  /** Null where nothing would change. */
  readonly sentence: string | null;
};

function Outcome({ plan, sentence }: OutcomeProps) {
  return (
    <div className="outcome" role="status">
      <p>
        <strong>{sentence ?? "Nothing would change here."}</strong>
        {sentence !== null && " One undo takes it back."}
      </p>
      {otherwiseSentences(plan).map((text) => (
        <p key={text} className="quiet">
          {text}
        </p>
      ))}
    </div>
  );
}
