// What an import does with the answers as they stand, in numbers and in a sentence.
import { choiceOf, type ImportPlan, type ReturnChoice } from "./importPlan.ts";

type Choices = ReadonlyMap<string, ReturnChoice>;

export type ImportOutcome = {
  /** Fronts that are new in the document, versions beside others included. */
  readonly added: number;
  readonly addedScenes: number;
  readonly replaced: number;
};

export function importOutcome({ fronts, edited }: ImportPlan, choices: Choices): ImportOutcome {
  const chosen = (choice: ReturnChoice) =>
    edited.filter((one) => choiceOf(one, choices) === choice).map(({ front }) => front);
  const added = [...fronts, ...chosen("beside")];
  return {
    added: added.length,
    addedScenes: new Set(added.map(({ sceneId }) => sceneId)).size,
    replaced: chosen("replace").length,
  };
}

/** Null where nothing would change. */
export function outcomeSentence({ added, addedScenes, replaced }: ImportOutcome): string | null {
  const parts = [
    added > 0 ? `adds ${counted(added, "front")} to ${counted(addedScenes, "scene")}` : null,
    replaced > 0 ? `replaces ${counted(replaced, "front")} by the file's version` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  const sentence = parts.join(" and ");
  return `${sentence[0]?.toUpperCase()}${sentence.slice(1)}.`;
}

/** What was done, for the status line. */
export function importedNotice({ added, replaced }: ImportOutcome): string {
  const parts = [
    added > 0 ? `${counted(added, "front")} imported` : null,
    replaced > 0 ? `${counted(replaced, "front")} replaced` : null,
  ].filter((part) => part !== null);
  return `${parts.join(", ")}.`;
}

/** What stays out or stays as it is, and why. */
export function otherwiseSentences(plan: ImportPlan): string[] {
  const { known, missing, unmatched, outside, unplaceable } = plan;
  const said: readonly (readonly [number, string, string, string])[] = [
    [known, "front", "is here already and stays as it is", "are here already and stay as they are"],
    [
      missing,
      "front",
      "that was exported is no longer in the file; it stays here",
      "that were exported are no longer in the file; they stay here",
    ],
    [
      unmatched,
      "line",
      "belongs to no open scene by image id or date; the scene in view can be chosen for it",
      "belong to no open scene by image id or date; the scene in view can be chosen for them",
    ],
    [
      outside,
      "line",
      "lies wholly outside its scene, as of another glacier, and is left out",
      "lie wholly outside their scene, as of another glacier, and are left out",
    ],
    [
      unplaceable,
      "line",
      "has no place in its scene's coordinate system",
      "have no place in their scene's coordinate system",
    ],
  ];
  return said.flatMap(([count, noun, one, many]) =>
    count === 0 ? [] : [`${counted(count, noun)} ${count === 1 ? one : many}.`],
  );
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
