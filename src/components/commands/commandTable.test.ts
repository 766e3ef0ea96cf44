// Every command can be named and reached by a key of its own, and keys read the same on every keyboard.
import { expect, it } from "vitest";
import { chordOf, chordText } from "./chord.ts";
import { COMMANDS, GROUPS, holderOf, keysOf, shortcutOf } from "./commandTable.ts";

const event = (key: string, code = "", held: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

it("gives every command an id, a group and a key that no other command can take from it", () => {
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
  for (const command of COMMANDS) {
    expect(GROUPS).toContain(command.group);
    expect(command.keys.length).toBeGreaterThan(0);
    for (const chord of command.keys)
      expect([chord, holderOf(chord, command.id, {})?.id]).toEqual([chord, undefined]);
  }
});

it("keeps clear of the browser's own keys", () => {
  const taken = ["Mod+K", "Mod+F", "Mod+T", "Mod+W", "Mod+N", "Mod+L", "Mod+S", "Tab", "Shift+Tab"];
  const used = COMMANDS.flatMap(({ keys }) => keys);
  expect(used.filter((chord) => taken.includes(chord) || /^F\d/.test(chord))).toEqual([]);
});

it("names keys alike on every layout", () => {
  expect(chordOf(event("z", "KeyZ", { ctrlKey: true }))).toBe("Mod+Z");
  expect(chordOf(event("Z", "KeyZ", { metaKey: true, shiftKey: true }))).toBe("Mod+Shift+Z");
  expect(chordOf(event("?", "Slash", { shiftKey: true }))).toBe("?");
  expect(chordOf(event(">", "Period", { shiftKey: true }))).toBe("Shift+.");
  expect(chordOf(event(";", "Comma", { shiftKey: true }))).toBe("Shift+,");
  expect(chordOf(event(".", "Comma", { shiftKey: true }))).toBe(".");
  expect(chordOf(event("+", "Equal", { shiftKey: true }))).toBe("+");
  expect(chordOf(event(" ", "Space"))).toBe("Space");
  expect(chordOf(event("ArrowUp", "ArrowUp", { altKey: true }))).toBe("Alt+ArrowUp");
  expect(chordOf(event("Shift", "ShiftLeft", { shiftKey: true }))).toBeNull();
  expect(chordText("Shift+ArrowUp")).toBe("Shift ↑");
  expect(chordText("+")).toBe("+");
});

it("takes the user's own keys before those that it came with", () => {
  const bindings = { predict: ["Q"] };
  const predict = COMMANDS.find(({ id }) => id === "predict");
  expect(predict && keysOf(predict, bindings)).toEqual(["Q"]);
  expect(shortcutOf("predict", bindings)).toBe("Q");
  expect(shortcutOf("predict", {})).toBe("P");
  expect(holderOf("Q", "undo", bindings)?.id).toBe("predict");
  expect(holderOf("P", "undo", bindings)).toBeUndefined();
});
