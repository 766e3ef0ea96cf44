// A project file while another project is open: open it instead, or merge it, conflict by conflict.
import { useState } from "react";
import type { FrontChoice, FrontConflict, LabelConflict } from "../annotation/mergeDocuments.ts";
import type { IncomingProject } from "../store/project/incomingProject.ts";
import { useShell } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";

export function IncomingDialog({ incoming }: { readonly incoming: IncomingProject }) {
  const { actions } = useShell();
  const [fronts, setFronts] = useState<ReadonlyMap<string, FrontChoice>>(new Map());
  const [theirLabels, setTheirLabels] = useState<ReadonlySet<string>>(new Set());
  const { plan } = incoming;
  const conflicts = plan.fronts.length + plan.labelConflicts.length;
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
      <p>
        Merging adds {counted(plan.added.length, "front")}
        {plan.same > 0 && `, leaves ${counted(plan.same, "front")} that both have alike`} and meets{" "}
        {conflicts === 0 ? "no conflict" : counted(conflicts, "conflict")}. It can be undone.
      </p>
      {plan.fronts.map((conflict) => (
        <FrontConflictChoice
          key={conflict.mine.id}
          conflict={conflict}
          choice={fronts.get(conflict.mine.id) ?? "mine"}
          onChoose={(choice) => setFronts(new Map(fronts).set(conflict.mine.id, choice))}
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
          onClick={() => void actions.decideIncoming({ kind: "merge", fronts, theirLabels })}
        >
          Merge
        </button>
      </div>
    </Dialog>
  );
}

type FrontChoiceProps = {
  readonly conflict: FrontConflict;
  readonly choice: FrontChoice;
  readonly onChoose: (choice: FrontChoice) => void;
};

function FrontConflictChoice({ conflict: { mine, theirs }, choice, onChoose }: FrontChoiceProps) {
  const { scenesStore } = useShell();
  const place = scenesStore.find(mine.sceneId)?.scene.fileName ?? "a scene";
  const told = (front: typeof mine) =>
    `${counted(front.vertices.length, "vertex", "vertices")}, ${
      front.changed === null
        ? "as predicted"
        : `changed by ${front.changed.by || "nobody named"} on ${front.changed.at.slice(0, 16).replace("T", " ")}`
    }`;
  return (
    <fieldset className="conflict">
      <legend>A front on {place} differs</legend>
      <Choice name={mine.id} checked={choice === "mine"} onChoose={() => onChoose("mine")}>
        Mine: {told(mine)}
      </Choice>
      <Choice name={mine.id} checked={choice === "theirs"} onChoose={() => onChoose("theirs")}>
        Theirs: {told(theirs)}
      </Choice>
      <Choice name={mine.id} checked={choice === "both"} onChoose={() => onChoose("both")}>
        Both, side by side
      </Choice>
    </fieldset>
  );
}

type LabelChoiceProps = {
  readonly conflict: LabelConflict;
  readonly isTheirs: boolean;
  readonly onChoose: (isTheirs: boolean) => void;
};

function LabelConflictChoice({ conflict: { mine, theirs }, isTheirs, onChoose }: LabelChoiceProps) {
  const { scenesStore } = useShell();
  const place = scenesStore.find(mine.sceneId)?.scene.fileName ?? "a scene";
  const told = ({ glacierName, date, sensor, review }: typeof mine) =>
    [glacierName, date, sensor, review].filter((part) => part !== null).join(", ");
  return (
    <fieldset className="conflict">
      <legend>What is said of {place} differs</legend>
      <Choice name={mine.sceneId} checked={!isTheirs} onChoose={() => onChoose(false)}>
        Mine: {told(mine)}
      </Choice>
      <Choice name={mine.sceneId} checked={isTheirs} onChoose={() => onChoose(true)}>
        Theirs: {told(theirs)}
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

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}
