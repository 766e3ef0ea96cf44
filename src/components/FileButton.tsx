// Opens scenes that are chosen on the disk.
import { useShell } from "./AppContext.ts";
import { Icon } from "./Icon.tsx";
import { SceneFileButton } from "./SceneFileButton.tsx";

type Props = { readonly label: string; readonly isSmall?: boolean };

export function FileButton({ label, isSmall = false }: Props) {
  const { actions } = useShell();
  return (
    <SceneFileButton
      label={label}
      className={isSmall ? "icon-button" : "button primary big"}
      onFiles={(files) => void actions.openFiles(files)}
    >
      {isSmall ? <Icon name="plus" /> : undefined}
    </SceneFileButton>
  );
}
