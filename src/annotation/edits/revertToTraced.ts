// Gives a corrected front back the line that the network traced.
import {
  type AnnotationDocument,
  type Edit,
  FEWEST_VERTICES,
  type Front,
  type FrontVertex,
  frontOfId,
} from "../document.ts";

export function revertToTraced(frontId: string): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    if (front === undefined || whyNotRevertToTraced(document, frontId) !== null) return document;
    const traced: Front = {
      ...front,
      vertices: tracedVertices(front),
      corrected: false,
      changed: null,
    };
    return {
      ...document,
      fronts: document.fronts.map((other) => (other === front ? traced : other)),
    };
  };
}

export function whyNotRevertToTraced(document: AnnotationDocument, frontId: string): string | null {
  const front = frontOfId(document, frontId);
  if (front === undefined) return "Select the front first.";
  if (front.tracedPath === null || front.tracedPath.length < FEWEST_VERTICES)
    return "No network traced this front, so there is nothing to go back to.";
  const isAsTraced =
    !front.corrected &&
    front.tracedPath.length === front.vertices.length &&
    front.tracedPath.every(([x, y], i) => {
      const at = front.vertices[i]?.at;
      return x === at?.[0] && y === at[1];
    });
  return isAsTraced ? "The front is as the network traced it." : null;
}

/** A vertex that was never touched keeps its probability; that of the others went with them. */
function tracedVertices({ vertices, tracedPath }: Front): FrontVertex[] {
  const known = new Map(
    vertices
      .filter(({ provenance }) => provenance === "predicted")
      .map((vertex) => [`${vertex.at[0]} ${vertex.at[1]}`, vertex]),
  );
  return (tracedPath ?? []).map(
    (at) => known.get(`${at[0]} ${at[1]}`) ?? { at, provenance: "predicted" },
  );
}
