// The command palette: a searchable list of everything that can be done here and now.
import { useEffect, useMemo, useRef, useState } from "react";
import { useApp } from "./AppContext.ts";
import { chordText } from "./commands/chord.ts";
import type { Command } from "./commands/command.ts";
import { COMMANDS, keysOf } from "./commands/commandTable.ts";
import { Dialog } from "./Dialog.tsx";
import type { DialogName } from "./dialogName.ts";

type Props = { readonly openDialog: (name: DialogName) => void; readonly onClose: () => void };

export function CommandPalette({ openDialog, onClose }: Props) {
  const app = useApp();
  const [sought, setSought] = useState("");
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // A dialog opens with the focus on its first control, which is not the one that is wanted here.
  useEffect(() => field.current?.focus(), []);
  // Holding makes no sense here, and the palette itself is open already.
  const offered = useMemo(
    () =>
      COMMANDS.filter(
        ({ id, release, applies }) =>
          id !== "palette" && release === undefined && (applies?.(app) ?? true),
      ),
    [app],
  );
  const found = offered.filter((command) => matches(command, sought));
  const chosen = found[Math.min(active, found.length - 1)];
  const run = (command: Command) => {
    onClose();
    command.run({ ...app, openDialog });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined)
      setActive((Math.min(active, found.length - 1) + step + found.length) % found.length);
    else if (event.key === "Enter" && chosen !== undefined) run(chosen);
    // A search field would take the first Escape to empty itself.
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Commands" onClose={onClose}>
      <div className="palette">
        <input
          ref={field}
          type="search"
          role="combobox"
          aria-label="Find a command"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen && optionId(chosen)}
          placeholder="What do you want to do?"
          autoComplete="off"
          value={sought}
          onChange={({ target }) => {
            setSought(target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div id="palette-list" role="listbox" aria-label="Commands" className="palette-list">
          {found.map((command) => (
            <Option
              key={command.id}
              command={command}
              isActive={command === chosen}
              onRun={() => run(command)}
            />
          ))}
        </div>
        {found.length === 0 && <p className="quiet">Nothing of that name.</p>}
      </div>
    </Dialog>
  );
}

type OptionProps = {
  readonly command: Command;
  readonly isActive: boolean;
  readonly onRun: () => void;
};

function Option({ command, isActive, onRun }: OptionProps) {
  const { viewStore } = useApp();
  const keys = keysOf(command, viewStore.getState().keyBindings);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above runs the active one by Enter
    // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus
    <div
      id={optionId(command)}
      role="option"
      aria-selected={isActive}
      className="palette-option"
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
      onClick={onRun}
    >
      <span>{command.title}</span>
      <span className="quiet">{command.group}</span>
      <span className="palette-keys">
        {keys.slice(0, 1).map((chord) => (
          <kbd key={chord}>{chordText(chord)}</kbd>
        ))}
      </span>
    </div>
  );
}

const optionId = ({ id }: Command) => `command-${id}`;

/** Every word that was typed stands somewhere in title or group. */
function matches({ title, group }: Command, sought: string): boolean {
  const text = `${title} ${group}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
