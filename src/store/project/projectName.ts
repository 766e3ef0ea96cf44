// What a project is called until somebody names it: after its first scene.
import type { SceneLabel } from "../../annotation/label.ts";
import { productFromName } from "../../scene/acquisitionFromName.ts";
import type { Scene } from "../../scene/scene.ts";
import { isDemo } from "../demo.ts";

export const NEW_PROJECT_NAME = "New project";
/** Product ids are long, and a name must fit the bar. */
const LONGEST = 40;

type Named = Pick<Scene, "fileName" | "acquisition" | "simulated">;

/** "Helheim 2018"; the file's name stands where the glacier is not known. */
export function nameAfterScene(scene: Named, label: SceneLabel | undefined): string {
  const told = isDemo(scene) ? "Demo fjord" : productFromName(scene.fileName).glacierName;
  const glacier = label?.glacierName ?? told;
  const subject = glacier ?? stem(scene.fileName).slice(0, LONGEST);
  const year = (label?.date ?? scene.acquisition.date)?.slice(0, 4);
  return year === undefined || subject.includes(year) ? subject : `${subject} ${year}`;
}

const stem = (fileName: string) =>
  fileName.replace(/^.*[/\\]/, "").replace(/(?<=.)\.[^.]*$/, "") || NEW_PROJECT_NAME;

/** "Helheim 2018 (2)" where another project has the name. */
export function uniqueName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  let count = 2;
  while (taken.includes(`${name} (${count})`)) count++;
  return `${name} (${count})`;
}
