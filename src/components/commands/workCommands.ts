// Commands of the work as a whole: predict, undo, dialogs, tools, the queue.
import type { Tool } from "../../store/viewStore.ts";
import { type Command, hasScene } from "./command.ts";
import { stepScene, takeTool, undo } from "./whileDrawing.ts";

/** A slip of the key must not stop work of minutes. */
const TWICE_MILLISECONDS = 3000;
const TWICE_NOTICE = "Escape once more cancels what is running.";

const tool = (id: Tool, title: string, key: string, hint: string): Command => ({
  id: `tool.${id}`,
  title,
  group: "Tools",
  keys: [key],
  hint,
  applies: hasScene,
  run: (parts) => takeTool(parts, id),
});

export const WORK_COMMANDS: readonly Command[] = [
  {
    id: "palette",
    title: "Find a command",
    group: "Work",
    keys: ["/", "K"],
    run: ({ openDialog }) => openDialog("palette"),
  },
  {
    id: "predict",
    title: "Predict the front",
    group: "Work",
    keys: ["P"],
    applies: hasScene,
    run: ({ actions, jobsStore }) => {
      if (jobsStore.getState().predict.kind !== "running") void actions.predict();
    },
  },
  {
    id: "model.card",
    title: "Card of the model that predicts",
    group: "Work",
    keys: ["Shift+I"],
    applies: hasScene,
    run: ({ openDialog }) => openDialog("model"),
  },
  {
    id: "undo",
    title: "Undo",
    group: "Work",
    keys: ["Mod+Z"],
    repeats: true,
    run: undo,
  },
  {
    id: "redo",
    title: "Redo",
    group: "Work",
    keys: ["Mod+Shift+Z", "Mod+Y"],
    repeats: true,
    run: ({ commands }) => commands.redo(),
  },
  {
    id: "export",
    title: "Export",
    group: "Work",
    keys: ["Shift+E"],
    applies: hasScene,
    run: ({ openDialog }) => openDialog("export"),
  },
  {
    id: "project",
    title: "Project: save, open, merge",
    group: "Work",
    keys: ["O"],
    run: ({ openDialog }) => openDialog("project"),
  },
  {
    id: "address",
    title: "Open scenes from an address or a catalogue (STAC)",
    group: "Work",
    keys: ["Shift+O"],
    run: ({ openDialog }) => openDialog("address"),
  },
  {
    id: "keys",
    title: "Keys",
    group: "Work",
    keys: ["?"],
    run: ({ openDialog }) => openDialog("keys"),
  },
  {
    id: "privacy",
    title: "What leaves this computer",
    group: "Work",
    keys: ["Shift+W"],
    run: ({ openDialog }) => openDialog("privacy"),
  },
  {
    id: "cancel",
    title: "Leave the selection; twice cancels what is running",
    group: "Work",
    keys: ["Escape"],
    applies: ({ viewStore }) => viewStore.getState().tool === "select",
    run: ({ jobsStore, viewStore }) => {
      const { frontId, notice, noticeAt, vertexIndex } = viewStore.getState();
      if (vertexIndex !== null) viewStore.set({ vertexIndex: null });
      else if (frontId !== null) viewStore.selectFront(null);
      else if (notice === TWICE_NOTICE && Date.now() - noticeAt < TWICE_MILLISECONDS) {
        jobsStore.cancelLatest();
        viewStore.set({ notice: null });
      } else if (Object.values(jobsStore.getState()).some(({ kind }) => kind === "running"))
        viewStore.set({ notice: TWICE_NOTICE });
    },
  },
  tool(
    "select",
    "Select and edit fronts",
    "V",
    "Drag a vertex or the line; Shift or Ctrl click chooses several vertices, Alt click deletes one",
  ),
  tool(
    "area",
    "Choose the area of interest",
    "T",
    "Drag a rectangle: the next prediction looks at it alone",
  ),
  tool(
    "draw",
    "Draw a front",
    "D",
    "Click sets a point, Shift drag draws freehand, double click ends",
  ),
  tool(
    "reshape",
    "Reshape a front by a stroke",
    "R",
    "Drag across the wrong piece: the stroke replaces it",
  ),
  tool(
    "livewire",
    "Livewire: the line finds the front between clicks",
    "L",
    "Click along the front; with a front selected, it reshapes that one",
  ),
  {
    id: "scene.next",
    title: "Next scene",
    group: "The queue of scenes",
    keys: ["N"],
    applies: hasScene,
    run: (parts) => stepScene(parts, 1),
  },
  {
    id: "scene.previous",
    title: "Previous scene",
    group: "The queue of scenes",
    keys: ["B"],
    applies: hasScene,
    run: (parts) => stepScene(parts, -1),
  },
  {
    id: "scene.accept",
    title: "Accept the scene; again takes it back",
    group: "The queue of scenes",
    keys: ["A"],
    applies: hasScene,
    run: ({ sceneCommands }) => sceneCommands.review("accepted"),
  },
  {
    id: "scene.reject",
    title: "Reject the scene; again takes it back",
    group: "The queue of scenes",
    keys: ["X"],
    applies: hasScene,
    run: ({ sceneCommands }) => sceneCommands.review("rejected"),
  },
  {
    id: "scene.needsReview",
    title: "The scene needs review; again takes it back",
    group: "The queue of scenes",
    keys: ["W"],
    applies: hasScene,
    run: ({ sceneCommands }) => sceneCommands.review("needs-review"),
  },
];
