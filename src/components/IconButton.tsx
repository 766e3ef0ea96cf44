// A button that shows an icon and says its name, with its key in the tooltip.
import { useShell, useStore } from "./AppContext.ts";
import { shortcutOf } from "./commands/commandTable.ts";
import { Icon, type IconName } from "./Icon.tsx";

type Props = {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  /** The command that it stands for: the tooltip shows that one's key. */
  readonly command?: string;
  /** A tooltip that says more than the name. */
  readonly title?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
};

export function IconButton(props: Props) {
  const { icon, label, command, title, pressed, disabled, onClick } = props;
  const { viewStore } = useShell();
  const bound = useStore(viewStore, ({ keyBindings }) =>
    command === undefined ? undefined : shortcutOf(command, keyBindings),
  );
  const shortcut = props.shortcut ?? bound;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      title={title ?? (shortcut === undefined ? label : `${label} (${shortcut})`)}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
