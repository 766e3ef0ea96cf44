// The colours and patterns of lines, the same on the map and in the legend. Colour is never the only sign.

/** Doubt from the most to the least doubtful step (see doubtStretches): dark and wide to light and thin. */
export const DOUBT_STEPS: readonly { readonly colour: string; readonly widthPx: number }[] = [
  { colour: "#7a0403", widthPx: 16 },
  { colour: "#c42503", widthPx: 14 },
  { colour: "#f66b19", widthPx: 12 },
  { colour: "#f1ca3a", widthPx: 10 },
  { colour: "#a2fc3c", widthPx: 8 },
  { colour: "#30b4d6", widthPx: 6 },
];

/** As in the paper: prediction red, where prediction and correction agree yellow. */
export const COMPARED_LINES = {
  prediction: { colour: "#ff3b30", dash: [3, 4] },
  agreement: { colour: "#ffe600", dash: [] },
} as const;

/** Told apart with every kind of colour vision, on dark and on bright ground. */
const ANNOTATOR_COLOURS = ["#ff8a5c", "#79a8ff", "#f0a3dc", "#e8e06a"] as const;
const ANNOTATOR_DASHES = [
  [2, 4],
  [16, 4, 2, 4],
  [18, 6],
  [6, 3, 2, 3, 2, 3],
] as const;

/** Of the colleague who comes so many-eth, from 0: sixteen are told apart. */
export function annotatorLine(index: number) {
  const round = Math.floor(index / ANNOTATOR_COLOURS.length);
  const colour = ANNOTATOR_COLOURS[index % ANNOTATOR_COLOURS.length] ?? ANNOTATOR_COLOURS[0];
  const dash = ANNOTATOR_DASHES[(index + round) % ANNOTATOR_DASHES.length] ?? ANNOTATOR_DASHES[0];
  return { colour, dash };
}

export const GHOST_LINES = {
  previous: { colour: "#d6b4ff", dash: [2, 5] },
  next: { colour: "#ffb3d1", dash: [9, 5] },
} as const;

export const FRONT_COLOURS = {
  predicted: "#ffb020",
  corrected: "#37d5f2",
  drawn: "#ffffff",
  reference: "#4ade80",
} as const;

export const FRONT_DASHES = {
  predicted: [],
  corrected: [14, 5],
  drawn: [8, 6],
  reference: [3, 4.5],
} as const;

/** Lines at a value of the network's maps; thinner than fronts. */
export const CONTOUR_LINES = {
  probability: { colour: "#ff6fb5", dash: [] },
  alpha1: { colour: "#c9a2ff", dash: [2, 3] },
  alpha2: { colour: "#8fd0ff", dash: [6, 3] },
  alpha3: { colour: "#d3f26a", dash: [10, 3, 2, 3] },
  alpha4: { colour: "#ffb38a", dash: [14, 4] },
} as const;
