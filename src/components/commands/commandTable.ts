// All commands, and the keys that they have here: keys, palette, cheat sheet and tooltips read this table.
import type { KeyBindings } from "../../store/rememberedEditing.ts";
import { ATTENTION_COMMANDS } from "./attentionCommands.ts";
import { chordText } from "./chord.ts";
import type { Command, CommandGroup, CommandParts } from "./command.ts";
import { EDIT_COMMANDS } from "./editCommands.ts";
import { LOOK_COMMANDS } from "./lookCommands.ts";
import { WORK_COMMANDS } from "./workCommands.ts";

export const COMMANDS: readonly Command[] = [
  ...WORK_COMMANDS,
  ...EDIT_COMMANDS,
  ...LOOK_COMMANDS,
  ...ATTENTION_COMMANDS,
];

export const GROUPS: readonly CommandGroup[] = [
  "Work",
  "Tools",
  "The stroke under way",
  "The pixel of attention",
  "The selected front",
  "Doubt and dates",
  "The queue of scenes",
  "Look",
];

export function keysOf({ id, keys }: Command, bindings: KeyBindings): readonly string[] {
  return bindings[id] ?? keys;
}

/** The command that a key stands for here and now. */
export function commandFor(
  chord: string,
  bindings: KeyBindings,
  parts: CommandParts,
): Command | undefined {
  return COMMANDS.find(
    (command) => keysOf(command, bindings).includes(chord) && (command.applies?.(parts) ?? true),
  );
}

/** The first key of a command, for tooltips; undefined when it has none. */
export function shortcutOf(id: string, bindings: KeyBindings): string | undefined {
  const command = COMMANDS.find((candidate) => candidate.id === id);
  const chord = command && keysOf(command, bindings)[0];
  return chord === undefined ? undefined : chordText(chord);
}

/** The other command that loses a key when this one gets it: both may apply at the same time. */
export function holderOf(chord: string, id: string, bindings: KeyBindings): Command | undefined {
  const own = COMMANDS.find((command) => command.id === id);
  return COMMANDS.find(
    (command) =>
      command.id !== id && keysOf(command, bindings).includes(chord) && mayMeet(own, command),
  );
}

/** Some commands apply only while their kind of tool is in hand: never two of different kinds. */
function mayMeet(one: Command | undefined, two: Command): boolean {
  const [first, second] = [one && toolOf(one), toolOf(two)];
  return first === undefined || second === undefined || first === second;
}

function toolOf({ group, id }: Command): "stroke" | "attention" | "select" | undefined {
  if (group === "The stroke under way") return "stroke";
  if (group === "The pixel of attention") return "attention";
  return group === "The selected front" || id === "bare" || id === "cancel" ? "select" : undefined;
}
