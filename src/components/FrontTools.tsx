// What can be done to the selected front's course, as buttons; the amounts beside them are remembered.
import type { EditingAmounts } from "../store/rememberedEditing.ts";
import { useApp, useStore } from "./AppContext.ts";
import { shortcutOf } from "./commands/commandTable.ts";

export function FrontTools({ unit }: { readonly unit: string }) {
  const { commands } = useApp();
  return (
    <fieldset className="front-tools" aria-label="Change the front">
      <ToolButton id="front.split" label="Split" onClick={commands.split} />
      <ToolButton id="front.join" label="Join" onClick={commands.join} />
      <ToolButton id="front.extend" label="Extend" onClick={commands.extend} />
      <ToolButton id="front.reverse" label="Reverse" onClick={commands.reverse} />
      <ToolButton id="front.revert" label="As traced" onClick={commands.revertToTraced} />
      <WithAmount id="front.smooth" name="smooth" label="Smooth" unit={unit} />
      <WithAmount id="front.simplify" name="simplify" label="Simplify" unit={unit} />
      <WithAmount id="front.snap" name="snap" label="Snap" unit={unit} />
    </fieldset>
  );
}

type ButtonProps = {
  readonly id: string;
  readonly label: string;
  readonly onClick: () => void;
};

function ToolButton({ id, label, onClick }: ButtonProps) {
  const { viewStore } = useApp();
  const shortcut = useStore(viewStore, (view) => shortcutOf(id, view.keyBindings));
  return (
    <button
      type="button"
      className="button small"
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      onClick={onClick}
    >
      {label}
    </button>
  );
}

type AmountProps = {
  readonly id: string;
  readonly name: keyof EditingAmounts;
  readonly label: string;
  readonly unit: string;
};

const AMOUNT_HELP: Readonly<Record<keyof EditingAmounts, string>> = {
  smooth: "Length over which the line is smoothed",
  simplify: "How far a vertex that is left out may lie from the line",
  snap: "How near another front must be",
};

function WithAmount({ id, name, label, unit }: AmountProps) {
  const { commands, viewStore } = useApp();
  const amounts = useStore(viewStore, (view) => view.amounts);
  return (
    <span className="with-amount">
      <ToolButton id={id} label={label} onClick={commands[name]} />
      <input
        type="number"
        min={1}
        max={100_000}
        step="any"
        value={amounts[name]}
        aria-label={`${AMOUNT_HELP[name]}, in ${unit}`}
        title={AMOUNT_HELP[name]}
        onChange={({ target }) => {
          if (target.valueAsNumber > 0)
            viewStore.set({ amounts: { ...amounts, [name]: target.valueAsNumber } });
        }}
      />
      <span className="quiet">{unit}</span>
    </span>
  );
}
