// Deletes a front.
import { type Edit, frontOfId } from "../document.ts";

export function deleteFront(frontId: string): Edit {
  return (document) =>
    frontOfId(document, frontId) === undefined
      ? document
      : { ...document, fronts: document.fronts.filter(({ id }) => id !== frontId) };
}
