// The keys, as the cheat sheet shows them.

export type KeyHelp = { readonly keys: readonly string[]; readonly does: string };

export const KEY_HELP: readonly { readonly title: string; readonly keys: readonly KeyHelp[] }[] = [
  {
    title: "Work",
    keys: [
      { keys: ["P"], does: "Predict the front" },
      { keys: ["V"], does: "Select and edit fronts" },
      {
        keys: ["D"],
        does: "Draw a front: click, or Space at the cross, sets a point; Enter or double click ends it, Backspace takes a point back",
      },
      { keys: ["Ctrl Z", "⌘ Z"], does: "Undo" },
      { keys: ["Ctrl Shift Z", "Ctrl Y", "⌘ Shift Z"], does: "Redo" },
      { keys: ["Esc"], does: "Leave the tool or the selection, else cancel what is running" },
    ],
  },
  {
    title: "The selected front",
    keys: [
      { keys: ["Enter"], does: "Select the next front (with the map in focus)" },
      { keys: [",", "."], does: "Previous or next vertex" },
      { keys: ["Alt ← ↑ → ↓"], does: "Move the vertex by one pixel of the scene" },
      { keys: ["Insert"], does: "New vertex halfway to the next" },
      { keys: ["Del"], does: "Delete the vertex, or the front when no vertex is chosen" },
      { keys: ["Drag on the line"], does: "New vertex" },
      { keys: ["Alt or Shift click"], does: "Delete the vertex under the pointer" },
    ],
  },
  {
    title: "The queue of scenes",
    keys: [
      { keys: ["N", "B"], does: "Next or previous scene" },
      { keys: ["A"], does: "Accept the scene; again takes it back" },
      { keys: ["X"], does: "Reject the scene; again takes it back" },
      { keys: ["W"], does: "The scene needs review; again takes it back" },
    ],
  },
  {
    title: "Look",
    keys: [
      { keys: ["Space"], does: "Hold for the bare scene" },
      { keys: ["1", "2", "3", "4"], does: "Attention layers on and off" },
      { keys: ["0"], does: "No attention or probability layer" },
      { keys: ["F"], does: "Fit the scene" },
      { keys: ["← ↑ → ↓"], does: "Move the map" },
      { keys: ["+", "-"], does: "Zoom" },
      { keys: ["?"], does: "This list" },
    ],
  },
];
