// Fronts that come back from another program otherwise than they were exported: what was changed, and what to do with it.
import { frontsOfScene } from "../annotation/document.ts";
import type { FrontLabel } from "../annotation/label.ts";
import type { CourseChange, SaidChange } from "../annotation/returnedFront.ts";
import {
  choiceOf,
  type EditedFront,
  RETURN_CHOICES,
  type ReturnChoice,
} from "../store/importPlan.ts";
import { useApp } from "./AppContext.ts";
import { formatCount, formatMetres } from "./formatQuantities.ts";

type Props = {
  readonly edited: readonly EditedFront[];
  readonly choices: ReadonlyMap<string, ReturnChoice>;
  readonly onChoose: (choices: ReadonlyMap<string, ReturnChoice>) => void;
};

const CHOICE_TEXT: Readonly<Record<ReturnChoice, string>> = {
  replace: "Replace mine",
  beside: "Add beside mine",
  keep: "Keep mine alone",
};

export function ReturningFronts({ edited, choices, onChoose }: Props) {
  const chosen = new Set(edited.map((one) => choiceOf(one, choices)));
  const [first] = chosen;
  const chooseAll = (choice: ReturnChoice) =>
    onChoose(new Map(edited.map(({ here }) => [here.id, choice])));
  return (
    <section className="returning" aria-label="Changed in the file">
      <div className="returning-head">
        <h3>
          Changed in the file: {edited.length} {edited.length === 1 ? "front" : "fronts"}
        </h3>
        {edited.length > 1 && (
          <Choice
            name="All of them"
            value={chosen.size === 1 ? (first ?? "") : ""}
            onChoose={chooseAll}
          />
        )}
      </div>
      <ul>
        {edited.map((one) => (
          <EditedRow
            key={one.here.id}
            edited={one}
            choice={choiceOf(one, choices)}
            onChoose={(choice) => onChoose(new Map(choices).set(one.here.id, choice))}
          />
        ))}
      </ul>
    </section>
  );
}

type RowProps = {
  readonly edited: EditedFront;
  readonly choice: ReturnChoice;
  readonly onChoose: (choice: ReturnChoice) => void;
};

function EditedRow({ edited, choice, onChoose }: RowProps) {
  const { documentStore, scenesStore } = useApp();
  const { here, course, said, isMetric, isChangedHere } = edited;
  const place = scenesStore.find(here.sceneId)?.scene.fileName ?? "its scene";
  const number = frontsOfScene(documentStore.committed(), here.sceneId).indexOf(here) + 1;
  const name = `Front ${number} on ${place}`;
  const changes = [
    ...(course === null ? [] : [courseText(course, isMetric)]),
    ...said.map(saidText),
  ];
  return (
    <li>
      <div>
        <p className="breaks">{name}</p>
        <p className="quiet small breaks">{changes.join("; ")}</p>
        {isChangedHere && <p className="small">Changed here too since it was exported.</p>}
      </div>
      <Choice name={name} value={choice} onChoose={onChoose} />
    </li>
  );
}

type ChoiceProps = {
  readonly name: string;
  /** Empty where they differ. */
  readonly value: ReturnChoice | "";
  readonly onChoose: (choice: ReturnChoice) => void;
};

function Choice({ name, value, onChoose }: ChoiceProps) {
  return (
    <select
      aria-label={name}
      value={value}
      onChange={({ target }) => {
        const choice = RETURN_CHOICES.find((one) => one === target.value);
        if (choice !== undefined) onChoose(choice);
      }}
    >
      {value === "" && <option value="">One by one</option>}
      {RETURN_CHOICES.map((choice) => (
        <option key={choice} value={choice}>
          {CHOICE_TEXT[choice]}
        </option>
      ))}
    </select>
  );
}

function courseText(course: CourseChange, isMetric: boolean): string {
  const { moved, added, removed, farthest, isTurned } = course;
  const counts = [
    [moved, "moved"],
    [added, "added"],
    [removed, "removed"],
  ] as const;
  const told = counts.filter(([count]) => count > 0);
  const parts = told.map(([count, what], i) =>
    i > 0 ? `${count} ${what}` : `${count} ${count === 1 ? "vertex" : "vertices"} ${what}`,
  );
  if (told.length > 0 && Math.round(farthest) > 0)
    parts.push(`up to ${isMetric ? formatMetres(farthest) : `${formatCount(farthest)} pixels`}`);
  if (isTurned) parts.push("turned round, with the ice on its other side");
  return parts.join(", ");
}

const SAID: Readonly<Record<keyof FrontLabel, string>> = {
  glacierId: "glacier id",
  glacierName: "glacier name",
  date: "date",
  sensor: "satellite",
  imageId: "image id",
  author: "author",
  flags: "quality flags",
  notes: "notes",
};

function saidText({ what, from, to }: SaidChange): string {
  const short = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
  const [before, now] = [short(from) || "empty", short(to) || "empty"];
  return `${SAID[what]} ${before} → ${now}`;
}
