// The scenes of the previous and the next date, and their fronts in this scene's coordinates.
import {
  type AnnotationDocument,
  type Front,
  frontPath,
  frontsOfScene,
} from "../annotation/document.ts";
import { labelOfScene } from "../annotation/edits/setSceneLabel.ts";
import type { MapXY } from "../geo/coordinates.ts";
import { reprojector } from "../geo/reproject.ts";
import type { Scene } from "../scene/scene.ts";
import type { OpenScene } from "./scenesStore.ts";

type Dated = { readonly scene: Scene; readonly date: string };
export type Neighbours = { readonly previous: Dated | null; readonly next: Dated | null };

/** As said in the scene's label, else as its file tells; null when nobody knows. */
export function dateOfScene(scene: Scene, document: AnnotationDocument): string | null {
  return labelOfScene(document, scene.id).date ?? scene.acquisition.date;
}

/** Null where no other scene has an earlier or later date, and both when the scene itself has none. */
export function neighboursOf(
  sceneId: string | null,
  scenes: readonly OpenScene[],
  document: AnnotationDocument,
): Neighbours {
  const dated = scenes
    .flatMap(({ scene }) => {
      const date = dateOfScene(scene, document);
      return date === null ? [] : [{ scene, date }];
    })
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  const own = dated.find(({ scene }) => scene.id === sceneId)?.date;
  if (own === undefined) return { previous: null, next: null };
  return {
    previous: dated.findLast(({ date }) => date < own) ?? null,
    next: dated.find(({ date }) => date > own) ?? null,
  };
}

export type GhostFront = {
  readonly path: readonly MapXY[];
  readonly date: string;
  readonly when: "previous" | "next";
};

/** Fronts of both neighbours, as far as they have a place in this scene's CRS. */
export function ghostFronts(
  scene: Scene,
  { previous, next }: Neighbours,
  document: AnnotationDocument,
): GhostFront[] {
  const of = (dated: Dated | null, when: GhostFront["when"]) =>
    dated === null
      ? []
      : frontsOfScene(document, dated.scene.id).map((front) => ({
          path: pathIn(front, dated.scene, scene),
          date: dated.date,
          when,
        }));
  return [...of(previous, "previous"), ...of(next, "next")].filter(({ path }) => path.length > 1);
}

function pathIn(front: Front, from: Scene, to: Scene): MapXY[] {
  const reproject = reprojector(from.crs, to.crs);
  return frontPath(front)
    .map(reproject)
    .filter((at) => at !== null);
}
