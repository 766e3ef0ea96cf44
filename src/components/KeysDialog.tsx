// The cheat sheet of keys, where each can be chosen anew.
import { useState } from "react";
import { useApp, useStore } from "./AppContext.ts";
import { chordOf, chordText } from "./commands/chord.ts";
import type { Command } from "./commands/command.ts";
import { COMMANDS, GROUPS, holderOf, keysOf } from "./commands/commandTable.ts";
import { Dialog } from "./Dialog.tsx";

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { viewStore } = useApp();
  const bindings = useStore(viewStore, (view) => view.keyBindings);
  const [waiting, setWaiting] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const bind = (command: Command, chord: string) => {
    setWaiting(null);
    const holder = holderOf(chord, command.id, bindings);
    const loser = holder && {
      [holder.id]: keysOf(holder, bindings).filter((key) => key !== chord),
    };
    viewStore.set({ keyBindings: { ...bindings, ...loser, [command.id]: [chord] } });
    const lost = holder === undefined ? "" : ` “${holder.title}” has lost it.`;
    setSaid(`${chordText(chord)} now stands for “${command.title}”.${lost}`);
  };
  return (
    <Dialog title="Keys" onClose={onClose}>
      <p className="quiet">
        Change a key by its button and then press the new one. In the map, the mouse wheel zooms and
        a drag moves it.
      </p>
      <output className="keys-said">{said}</output>
      {GROUPS.map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          <ul className="keys">
            {COMMANDS.filter((command) => command.group === group).map((command) => (
              <KeyRow
                key={command.id}
                command={command}
                chords={keysOf(command, bindings)}
                isWaiting={waiting === command.id}
                onWait={(isWaiting) => setWaiting(isWaiting ? command.id : null)}
                onChord={(chord) => bind(command, chord)}
              />
            ))}
          </ul>
        </section>
      ))}
      <div className="dialog-actions">
        <button
          type="button"
          className="button small"
          disabled={Object.keys(bindings).length === 0}
          onClick={() => {
            viewStore.set({ keyBindings: {} });
            setSaid("All keys are as they came.");
          }}
        >
          All keys as they came
        </button>
      </div>
    </Dialog>
  );
}

type RowProps = {
  readonly command: Command;
  readonly chords: readonly string[];
  readonly isWaiting: boolean;
  readonly onWait: (isWaiting: boolean) => void;
  readonly onChord: (chord: string) => void;
};

function KeyRow({ command, chords, isWaiting, onWait, onChord }: RowProps) {
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!isWaiting) return;
    event.preventDefault();
    event.stopPropagation();
    // Tab and Esc stay what they are everywhere: without them nobody could leave.
    if (event.key === "Escape" || event.key === "Tab") onWait(false);
    else {
      const chord = chordOf(event.nativeEvent);
      if (chord !== null) onChord(chord);
    }
  };
  return (
    <li>
      <button
        type="button"
        className="key-button"
        id={`key-${command.id}`}
        aria-labelledby={`title-${command.id} key-${command.id}`}
        title="Change this key"
        aria-pressed={isWaiting}
        onClick={() => onWait(!isWaiting)}
        onKeyDown={onKeyDown}
        onBlur={() => onWait(false)}
      >
        {isWaiting ? (
          <span>press a key</span>
        ) : (
          chords.map((chord) => <kbd key={chord}>{chordText(chord)} </kbd>)
        )}
        {chords.length === 0 && !isWaiting && <span className="quiet">none</span>}
      </button>
      <span>
        <span id={`title-${command.id}`}>{command.title}</span>
        {command.hint !== undefined && <span className="quiet"> — {command.hint}</span>}
      </span>
    </li>
  );
}
