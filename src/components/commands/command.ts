// What a command is: one row for keys, palette, cheat sheet and buttons alike.

import type { AppParts } from "../AppContext.ts";
import type { DialogName } from "../dialogName.ts";

export type CommandGroup =
  | "Work"
  | "Tools"
  | "The stroke under way"
  | "The pixel of attention"
  | "The selected front"
  | "Doubt and dates"
  | "The queue of scenes"
  | "Look";

/** What a command acts on. */
export type CommandParts = AppParts & { readonly openDialog: (name: DialogName) => void };

export type Command = {
  /** Never changed: remembered keys are kept by it. */
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** As `chordOf` names them, until the user chooses others. */
  readonly keys: readonly string[];
  readonly run: (parts: CommandParts) => void;
  /** Runs only then; several commands may share a key if never two of them apply. Absent: always. */
  readonly applies?: (parts: AppParts) => boolean;
  /** When its key is let go; such a command is held, not pressed. */
  readonly release?: (parts: CommandParts) => void;
  /** Goes on while its key stays down. */
  readonly repeats?: boolean;
  /** The pointer's part, for the cheat sheet. */
  readonly hint?: string;
};

export const hasScene = ({ viewStore }: AppParts) => viewStore.getState().sceneId !== null;
export const isStroking = (parts: AppParts) =>
  hasScene(parts) && !["select", "attention"].includes(parts.viewStore.getState().tool);
export const isSelecting = (parts: AppParts) =>
  hasScene(parts) && parts.viewStore.getState().tool === "select";
