// What the workers keep in the browser's origin private file system. All of it can be made again.

/** Reduced pictures of large scenes: `opfsPyramids.ts`. */
export const PICTURES_FOLDER = "pyramids";
/** Predictions of many windows that were stopped: `inference/opfsJournal.ts`. */
export const PREDICTIONS_FOLDER = "predictions";
