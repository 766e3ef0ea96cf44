// Commands that make and change fronts. Where one cannot, the status line says why.
import type { AppParts } from "../AppContext.ts";
import { type Command, isSelecting, isStroking } from "./command.ts";
import { leaveStroke } from "./whileDrawing.ts";

type Row = Omit<Command, "group">;

const stroke = (row: Row): Command => ({
  ...row,
  group: "The stroke under way",
  applies: isStroking,
});

const front = (row: Row): Command => ({
  ...row,
  group: "The selected front",
  applies: isSelecting,
});

const STROKE_COMMANDS: readonly Command[] = [
  stroke({
    id: "stroke.point",
    title: "Set a point at the cross in the middle",
    keys: ["Space"],
    run: ({ map }) => map.current?.drawVertexAtCentre(),
  }),
  stroke({
    id: "stroke.end",
    title: "End the stroke",
    keys: ["Enter"],
    run: ({ map }) => map.current?.finishDrawing(),
  }),
  stroke({
    id: "stroke.takeBack",
    title: "Take back the last point",
    keys: ["Backspace"],
    repeats: true,
    run: ({ map }) => map.current?.takeBackDrawnVertex(),
  }),
  stroke({
    id: "stroke.leave",
    title: "Drop the line under way, else leave the tool",
    keys: ["Escape"],
    run: leaveStroke,
  }),
];

const nudge = (name: string, key: string, right: number, down: number): Command =>
  front({
    id: `vertex.${key}`,
    title: `Move the chosen vertices ${name} by a scene pixel`,
    keys: [`Alt+${key}`],
    repeats: true,
    run: ({ commands }) => commands.nudgeVertex(right, down),
  });

const VERTEX_COMMANDS: readonly Command[] = [
  front({
    id: "front.next",
    title: "Select the next front",
    keys: ["Enter"],
    run: ({ commands }) => commands.selectNextFront(),
  }),
  front({
    id: "front.previous",
    title: "Select the previous front",
    keys: ["Shift+Enter"],
    run: ({ commands }) => commands.selectNextFront(-1),
  }),
  front({
    id: "vertex.previous",
    title: "Previous vertex",
    keys: [","],
    repeats: true,
    run: (parts) => goToVertex(parts, -1),
  }),
  front({
    id: "vertex.next",
    title: "Next vertex",
    keys: ["."],
    repeats: true,
    run: (parts) => goToVertex(parts, 1),
  }),
  front({
    id: "vertex.extendPrevious",
    title: "Choose the previous vertex too",
    keys: ["Shift+,"],
    repeats: true,
    run: (parts) => goToVertex(parts, -1, true),
  }),
  front({
    id: "vertex.extendNext",
    title: "Choose the next vertex too",
    keys: ["Shift+."],
    repeats: true,
    run: (parts) => goToVertex(parts, 1, true),
  }),
  front({
    id: "vertex.all",
    title: "Choose all vertices",
    keys: ["Shift+A"],
    run: ({ commands }) => commands.chooseAllVertices(),
  }),
  nudge("left", "ArrowLeft", -1, 0),
  nudge("right", "ArrowRight", 1, 0),
  nudge("up", "ArrowUp", 0, -1),
  nudge("down", "ArrowDown", 0, 1),
  front({
    id: "vertex.insert",
    title: "New vertex halfway to the next",
    keys: ["Insert", "I"],
    run: ({ commands }) => commands.insertBesideVertex(),
  }),
  front({
    id: "delete",
    title: "Delete the chosen vertices, or the front when none is chosen",
    keys: ["Delete", "Backspace"],
    run: ({ commands }) => commands.deleteSelected(),
  }),
  front({
    id: "front.delete",
    title: "Delete the front",
    keys: ["Shift+Delete"],
    run: ({ commands }) => commands.deleteFront(),
  }),
];

const SHAPE_COMMANDS: readonly Command[] = [
  front({
    id: "front.split",
    title: "Split at the chosen vertex",
    keys: ["S"],
    run: ({ commands }) => commands.split(),
  }),
  front({
    id: "front.join",
    title: "Join with the nearest front",
    keys: ["J"],
    run: ({ commands }) => commands.join(),
  }),
  front({
    id: "front.extend",
    title: "Extend to the scene's edge, or to rock",
    keys: ["E"],
    hint: "The end nearer to the chosen vertex; both when none is chosen",
    run: ({ commands }) => commands.extend(),
  }),
  front({
    id: "front.smooth",
    title: "Smooth",
    keys: ["H"],
    run: ({ commands }) => commands.smooth(),
  }),
  front({
    id: "front.simplify",
    title: "Simplify",
    keys: ["Shift+S"],
    run: ({ commands }) => commands.simplify(),
  }),
  front({
    id: "front.snap",
    title: "Snap to the other fronts",
    keys: ["Shift+J"],
    run: ({ commands }) => commands.snap(),
  }),
  front({
    id: "front.reverse",
    title: "Reverse the direction",
    keys: ["Shift+V"],
    run: ({ commands }) => commands.reverse(),
  }),
  front({
    id: "front.iceSide",
    title: "The ice lies on the other side",
    keys: ["Y"],
    hint: "Ticks on the map point to the ice; exports write the ice on the left",
    run: ({ commands }) => commands.flipIceSide(),
  }),
  front({
    id: "front.revert",
    title: "Back to the line as traced",
    keys: ["Shift+T"],
    run: ({ commands }) => commands.revertToTraced(),
  }),
];

export const EDIT_COMMANDS: readonly Command[] = [
  ...STROKE_COMMANDS,
  ...VERTEX_COMMANDS,
  ...SHAPE_COMMANDS,
];

/** The next vertex, brought into view. */
export function goToVertex({ commands, map }: AppParts, by: 1 | -1, keepsOthers = false): void {
  const at = commands.stepVertex(by, keepsOthers);
  if (at !== null) map.current?.goTo(at);
}
