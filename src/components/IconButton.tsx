// A button that shows an icon and says its name, with its key in the tooltip.
import { Icon, type IconName } from "./Icon.tsx";

type Props = {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  /** A tooltip that says more than the name. */
  readonly title?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
};

export function IconButton({ icon, label, shortcut, title, pressed, disabled, onClick }: Props) {
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
