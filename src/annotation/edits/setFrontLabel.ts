// Says something else of a front: glacier, date, author, flags, notes.
import { type Edit, frontOfId } from "../document.ts";
import { type FrontLabel, QUALITY_FLAGS } from "../label.ts";

/** The same document comes back where every field already has its value. */
export function setFrontLabel(frontId: string, change: Partial<FrontLabel>): Edit {
  return (document) => {
    const front = frontOfId(document, frontId);
    if (front === undefined) return document;
    const flags = QUALITY_FLAGS.filter((flag) =>
      (change.flags ?? front.label.flags).includes(flag),
    );
    const label: FrontLabel = { ...front.label, ...change, flags };
    if (JSON.stringify(label) === JSON.stringify(front.label)) return document;
    const changed = { ...front, label };
    return {
      ...document,
      fronts: document.fronts.map((other) => (other === front ? changed : other)),
    };
  };
}
