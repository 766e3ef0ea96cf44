// Whether what was stored of a project can be worked on: a damaged record is told here, and not by a broken page.
import { type AnnotationDocument, FEWEST_VERTICES } from "../../annotation/document.ts";
import type { DocumentHistory } from "../../annotation/log/historyLog.ts";
import {
  type Read,
  readAs,
  readFields,
  readList,
  readNumber,
  readNumbers,
  readOneOf,
  readText,
} from "../../base/read.ts";

const NAME = readText(100_000);

/** No limits but those that the page itself needs: whatever it wrote, it must be able to read. */
const vertex = readFields({ at: readNumbers(2) });
const front = readFields({
  id: NAME,
  sceneId: NAME,
  origin: readFields({ kind: NAME }),
  label: readFields({ flags: readList(NAME), notes: NAME }),
});
const sceneLabel = readFields({ sceneId: NAME, review: NAME });

const storedScene = readFields({
  scene: readFields({
    id: NAME,
    fileName: NAME,
    widthPx: readNumber,
    heightPx: readNumber,
    bandCount: readNumber,
    bandNames: readList(NAME),
    crs: readFields({ kind: readOneOf("projected", "geographic", "pixel") }),
    pixelToMap: readNumbers(6),
    bounds: readNumbers(4),
    statistics: readFields({ quantiles: readList((value) => value) }),
    acquisition: readFields({}),
    notices: readList(readFields({ kind: NAME, text: NAME })),
  }),
  band: readNumber,
  fingerprint: NAME,
  trueFronts: readList(readList(readNumbers(2))),
});

/** Throws `project-damaged`, naming the place. */
export function requireSound(history: DocumentHistory, scenes: readonly unknown[]): void {
  // Documents share what did not change between them.
  const seen = new Set<unknown>();
  const once =
    <T>(read: Read<T>): Read<null> =>
    (value, place) => {
      if (!seen.has(value)) read(value, place);
      seen.add(value);
      return null;
    };
  const wholeFront: Read<null> = (value, place) => {
    front(value, place);
    const { vertices } = readFields({ vertices: readList(once(vertex)) })(value, place);
    readOneOf("two or more")(
      vertices.length < FEWEST_VERTICES ? "fewer" : "two or more",
      `${place}: vertices`,
    );
    return null;
  };
  const document: Read<unknown> = readFields<Record<keyof AnnotationDocument, unknown>>({
    fronts: readList(once(wholeFront)),
    sceneLabels: readList(once(sceneLabel)),
  });
  const line = [...history.past, history.present, ...history.future];
  for (const [step, entry] of line.entries())
    readAs("project-damaged", document, entry.document, `step ${step}`);
  readAs("project-damaged", readList(storedScene), scenes, "scenes");
}
