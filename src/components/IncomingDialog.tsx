// A project file while another project is open: open it instead, or merge it, decision by decision.
import { useMemo, useState } from "react";
import { compareFronts } from "../annotation/compareFronts.ts";
import { type Front, frontPath, frontsOfScene } from "../annotation/document.ts";
import {
  type DeletedFront,
  type FrontChoice,
  type FrontConflict,
  type LabelConflict,
  staysByDefault,
} from "../annotation/mergeDocuments.ts";
import { PIXEL_CRS } from "../geo/crs.ts";
import type { IncomingProject } from "../store/project/incomingProject.ts";
import { useShell, useStore } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { errorText } from "./errorText.ts";
import { counted, formatLength } from "./formatQuantities.ts";
import { LinesPicture, type PictureLine } from "./LinesPicture.tsx";
import "./styles/merge.css";

export function IncomingDialog({ incoming }: { readonly incoming: IncomingProject }) {
  const { actions, projectStore } = useShell();
  const isReadOnly = useStore(projectStore, ({ save }) => save.kind === "read-only");
  const [fronts, setFronts] = useState<ReadonlyMap<string, FrontChoice>>(new Map());
  const [stays, setStays] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [theirLabels, setTheirLabels] = useState<ReadonlySet<string>>(new Set());
  const { plan } = incoming;
  return (
    <Dialog
      title={`Project “${incoming.name}”`}
      onClose={() => void actions.decideIncoming({ kind: "leave" })}
    >
      <p>
        {incoming.fileName} holds {counted(incoming.sceneCount, "scene")} and{" "}
        {counted(incoming.frontCount, "front")}. Open it beside the project at hand, which stays in
        this browser, or merge it into that project.
      </p>
      {isReadOnly ? (
        <p role="alert">{errorText["project-read-only"]}</p>
      ) : (
        <>
          <p>{outcome(incoming)}</p>
          {plan.fronts.map((conflict) => (
            <FrontConflictChoice
              key={conflict.mine.id}
              conflict={conflict}
              choice={fronts.get(conflict.mine.id) ?? "mine"}
              onChoose={(choice) => setFronts(new Map(fronts).set(conflict.mine.id, choice))}
            />
          ))}
          {plan.deleted.map((deleted) => (
            <DeletedFrontChoice
              key={deleted.front.id}
              deleted={deleted}
              stays={stays.get(deleted.front.id) ?? staysByDefault(deleted)}
              onChoose={(does) => setStays(new Map(stays).set(deleted.front.id, does))}
            />
          ))}
          {plan.labelConflicts.map((conflict) => (
            <LabelConflictChoice
              key={conflict.mine.sceneId}
              conflict={conflict}
              isTheirs={theirLabels.has(conflict.mine.sceneId)}
              onChoose={(isTheirs) => {
                const next = new Set(theirLabels);
                if (isTheirs) next.add(conflict.mine.sceneId);
                else next.delete(conflict.mine.sceneId);
                setTheirLabels(next);
              }}
            />
          ))}
        </>
      )}
      <div className="dialog-actions">
        <button
          type="button"
          className="button"
          onClick={() => void actions.decideIncoming({ kind: "open" })}
        >
          Open it instead
        </button>
        <button
          type="button"
          className="button primary"
          disabled={isReadOnly}
          onClick={() => void actions.decideIncoming({ kind: "merge", fronts, stays, theirLabels })}
        >
          Merge
        </button>
      </div>
    </Dialog>
  );
}

function outcome({ plan }: IncomingProject): string {
  const decisions = plan.fronts.length + plan.deleted.length + plan.labelConflicts.length;
  const added = plan.added.length === 0 ? [] : [`adds ${counted(plan.added.length, "front")}`];
  const same =
    plan.same === 0 ? [] : [`leaves ${counted(plan.same, "front")} that both have alike`];
  const asked =
    decisions === 0 ? "has nothing to ask" : `asks ${counted(decisions, "question")}, below`;
  return `Merging ${listed([...added, ...same, asked])}. One undo takes it back.`;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

type FrontChoiceProps = {
  readonly conflict: FrontConflict;
  readonly choice: FrontChoice;
  readonly onChoose: (choice: FrontChoice) => void;
};

function FrontConflictChoice({ conflict: { mine, theirs }, choice, onChoose }: FrontChoiceProps) {
  const { fileName, crs } = usePlace(mine.sceneId);
  const comparison = useMemo(
    () => compareFronts([frontPath(mine)], [frontPath(theirs)], crs),
    [mine, theirs, crs],
  );
  const lines = useMemo(
    (): PictureLine[] => [
      { look: "theirs", path: frontPath(theirs) },
      { look: "mine", path: frontPath(mine) },
    ],
    [mine, theirs],
  );
  const isSameLine = String(frontPath(mine)) === String(frontPath(theirs));
  const apart =
    comparison === null
      ? "How far they lie apart is not known without a coordinate system."
      : `They lie ${formatLength(comparison.meanDistanceMetres)} apart on average (mean distance error), 95 % of them within ${formatLength(comparison.hausdorff95Metres)}.`;
  return (
    <fieldset className="conflict">
      <legend>A front on {fileName} differs</legend>
      {isSameLine ? (
        <p>Both lines run alike; they differ in {listed(differences(mine, theirs))}.</p>
      ) : (
        <>
          <LinesPicture label={`Mine and theirs. ${apart}`} lines={lines} crs={crs} />
          <p>{apart}</p>
        </>
      )}
      <Choice name={mine.id} checked={choice === "mine"} onChoose={() => onChoose("mine")}>
        <Sample look="mine" /> Mine: {told(mine)}
      </Choice>
      <Choice name={mine.id} checked={choice === "theirs"} onChoose={() => onChoose("theirs")}>
        <Sample look="theirs" /> Theirs: {told(theirs)}
      </Choice>
      <Choice name={mine.id} checked={choice === "both"} onChoose={() => onChoose("both")}>
        Both, side by side
      </Choice>
    </fieldset>
  );
}

function Sample({ look }: { readonly look: PictureLine["look"] }) {
  return (
    <svg className="lines-picture sample" viewBox="0 0 28 10" aria-hidden="true">
      <polyline className={look} points="1,5 27,5" />
    </svg>
  );
}

function told({ vertices, changed }: Front): string {
  const who =
    changed === null
      ? "as predicted"
      : `changed by ${changed.by || "nobody named"} on ${changed.at.slice(0, 16).replace("T", " ")} UTC`;
  return `${counted(vertices.length, "vertex", "vertices")}, ${who}`;
}

function differences(mine: Front, theirs: Front): string[] {
  const said = [
    ["glacier", mine.label.glacierName, theirs.label.glacierName],
    ["glacier id", mine.label.glacierId, theirs.label.glacierId],
    ["date", mine.label.date, theirs.label.date],
    ["sensor", mine.label.sensor, theirs.label.sensor],
    ["image id", mine.label.imageId, theirs.label.imageId],
    ["author", mine.label.author, theirs.label.author],
    ["quality flags", String(mine.label.flags), String(theirs.label.flags)],
    ["notes", mine.label.notes, theirs.label.notes],
    ["the side of the ice", mine.iceSide, theirs.iceSide],
  ] as const;
  const found = said.flatMap(([name, one, other]) => (one === other ? [] : [name]));
  return found.length > 0 ? found : ["who changed them and when"];
}

type DeletedFrontProps = {
  readonly deleted: DeletedFront;
  readonly stays: boolean;
  readonly onChoose: (stays: boolean) => void;
};

function DeletedFrontChoice({ deleted, stays, onChoose }: DeletedFrontProps) {
  const { front, deletedBy, step, isUnchanged } = deleted;
  const { fileName, crs } = usePlace(front.sceneId);
  const { documentStore } = useShell();
  const lines = useMemo(
    (): PictureLine[] => [
      ...frontsOfScene(documentStore.committed(), front.sceneId)
        .filter(({ id }) => id !== front.id)
        .map((other): PictureLine => ({ look: "other", path: frontPath(other) })),
      { look: deletedBy === "me" ? "theirs" : "mine", path: frontPath(front) },
    ],
    [documentStore, front, deletedBy],
  );
  const where =
    deletedBy === "me" ? "deleted here, still in their project" : "deleted by them, still here";
  const since = isUnchanged ? "not changed since" : `since then ${told(front)}`;
  return (
    <fieldset className="conflict">
      <legend>
        A front on {fileName}: {where}
      </legend>
      <LinesPicture label="The front, and the others of its scene" lines={lines} crs={crs} />
      <p>
        It went by “{step}”; {since}.
      </p>
      <Choice name={front.id} checked={!stays} onChoose={() => onChoose(false)}>
        {deletedBy === "me" ? "Leave it deleted" : "Delete it here, too"}
      </Choice>
      <Choice name={front.id} checked={stays} onChoose={() => onChoose(true)}>
        {deletedBy === "me" ? "Bring it back" : "Keep it"}
      </Choice>
    </fieldset>
  );
}

/** A scene that only they have comes in with the merge. */
function usePlace(sceneId: string) {
  const { scenesStore } = useShell();
  const scene = scenesStore.find(sceneId)?.scene;
  return { fileName: scene?.fileName ?? "a scene of theirs", crs: scene?.crs ?? PIXEL_CRS };
}

type LabelChoiceProps = {
  readonly conflict: LabelConflict;
  readonly isTheirs: boolean;
  readonly onChoose: (isTheirs: boolean) => void;
};

function LabelConflictChoice({ conflict: { mine, theirs }, isTheirs, onChoose }: LabelChoiceProps) {
  const { fileName } = usePlace(mine.sceneId);
  const said = ({ glacierName, date, sensor, review }: typeof mine) =>
    [glacierName, date, sensor, review].filter((part) => part !== null).join(", ");
  return (
    <fieldset className="conflict">
      <legend>What is said of {fileName} differs</legend>
      <Choice name={mine.sceneId} checked={!isTheirs} onChoose={() => onChoose(false)}>
        Mine: {said(mine)}
      </Choice>
      <Choice name={mine.sceneId} checked={isTheirs} onChoose={() => onChoose(true)}>
        Theirs: {said(theirs)}
      </Choice>
    </fieldset>
  );
}

type ChoiceProps = {
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children: React.ReactNode;
};

function Choice({ name, checked, onChoose, children }: ChoiceProps) {
  return (
    <label className="check">
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}
