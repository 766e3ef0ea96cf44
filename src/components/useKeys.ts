// Turns keys into commands. Typing in a field is left alone, and so are the keys that work a focused control.
import { useEffect } from "react";
import { useApp } from "./AppContext.ts";
import { chordOf } from "./commands/chord.ts";
import type { Command, CommandParts } from "./commands/command.ts";
import { commandFor } from "./commands/commandTable.ts";
import type { DialogName } from "./dialogName.ts";

export function useKeys(openDialog: (name: DialogName) => void): void {
  const app = useApp();
  useEffect(() => {
    const parts = { ...app, openDialog };
    /** Commands whose key is down, by the key's place on the keyboard: Shift may be let go first. */
    const held = new Map<string, Command>();
    const onDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event)) return;
      const command = commandOf(event, parts);
      if (command === undefined) return;
      event.preventDefault();
      if (event.repeat && !command.repeats) return;
      if (command.release) held.set(event.code, command);
      command.run(parts);
    };
    const onUp = ({ code }: KeyboardEvent) => {
      held.get(code)?.release?.(parts);
      held.delete(code);
    };
    const releaseAll = () => {
      for (const command of held.values()) command.release?.(parts);
      held.clear();
    };
    addEventListener("keydown", onDown);
    addEventListener("keyup", onUp);
    addEventListener("blur", releaseAll);
    return () => {
      releaseAll();
      removeEventListener("keydown", onDown);
      removeEventListener("keyup", onUp);
      removeEventListener("blur", releaseAll);
    };
  }, [app, openDialog]);
}

function commandOf(event: KeyboardEvent, parts: CommandParts): Command | undefined {
  const chord = chordOf(event);
  if (chord === null) return undefined;
  return commandFor(chord, parts.viewStore.getState().keyBindings, parts);
}

/** Fields and dialogs keep their keys; a focused control keeps those that work it. */
function isElsewhere({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A click beside its controls takes the focus out of a dialog; what lies behind it is not worked all the same.
  if (document.querySelector("dialog:modal") !== null) return true;
  if (target.closest("dialog, select, textarea, input:not([type=range], [type=checkbox])"))
    return true;
  const isControl = target.closest("button, input, summary, a") !== null;
  if (!isControl) return false;
  return key === " " || key === "Enter" || (target.matches("input") && key.startsWith("Arrow"));
}
