// What is said of a front and of a scene beside the line: glacier, date, image, author, quality, review.

/** Null where it is not known; on a front, null stands for what the scene says. */
export type Description = {
  /** As the user's glacier list or TermPicks counts it. */
  readonly glacierId: string | null;
  readonly glacierName: string | null;
  /** ISO date (YYYY-MM-DD). */
  readonly date: string | null;
  readonly sensor: string | null;
  /** The image's own name: product or scene id. */
  readonly imageId: string | null;
};

/**
 * TermPicks codes that a hand sets: 01 image uncertain (cloud, light, melange), 02 helped by a second image,
 * 03 Landsat-7 SLC-off, 04 incomplete, 05 glacier or image id assigned automatically. 00, 10 and 13 follow from how
 * the front was made.
 */
export const QUALITY_FLAGS = ["01", "02", "03", "04", "05"] as const;
export type QualityFlag = (typeof QUALITY_FLAGS)[number];

export type FrontLabel = Description & {
  readonly author: string | null;
  /** In ascending order. */
  readonly flags: readonly QualityFlag[];
  readonly notes: string;
};

export const REVIEW_STATES = ["unreviewed", "accepted", "rejected", "needs-review"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export type SceneLabel = Description & {
  readonly sceneId: string;
  readonly review: ReviewState;
  /** Who set `review`; null before anybody did. */
  readonly reviewer: string | null;
};

export const NOTHING_KNOWN: Description = {
  glacierId: null,
  glacierName: null,
  date: null,
  sensor: null,
  imageId: null,
};

export const EMPTY_FRONT_LABEL: FrontLabel = {
  ...NOTHING_KNOWN,
  author: null,
  flags: [],
  notes: "",
};

export function isEmptyLabel(label: FrontLabel): boolean {
  const { flags, notes, author, glacierId, glacierName, date, sensor, imageId } = label;
  const said = [author, glacierId, glacierName, date, sensor, imageId].some(
    (part) => part !== null,
  );
  return !said && flags.length === 0 && notes === "";
}

export function emptySceneLabel(sceneId: string): SceneLabel {
  return { ...NOTHING_KNOWN, sceneId, review: "unreviewed", reviewer: null };
}

/** Field by field the first that is known. */
export function describe(...known: readonly Description[]): Description {
  const first = <K extends keyof Description>(key: K) =>
    known.find((description) => description[key] !== null)?.[key] ?? null;
  return {
    glacierId: first("glacierId"),
    glacierName: first("glacierName"),
    date: first("date"),
    sensor: first("sensor"),
    imageId: first("imageId"),
  };
}
