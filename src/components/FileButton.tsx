// Chooses files from disk; the dialog is the browser's own.
import { useRef } from "react";
import { useApp } from "./AppContext.ts";
import { Icon } from "./Icon.tsx";

export function FileButton({
  label,
  isSmall,
}: {
  readonly label: string;
  readonly isSmall?: boolean;
}) {
  const { actions } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={isSmall ? "icon-button" : "button primary big"}
        aria-label={isSmall ? label : undefined}
        title={isSmall ? label : undefined}
        onClick={() => input.current?.click()}
      >
        {isSmall ? <Icon name="plus" /> : label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".tif,.tiff,.gtiff,.png,image/tiff,image/png"
        aria-label={`${label}: files`}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          // The same file may be chosen again.
          target.value = "";
          void actions.openFiles(files.map((file) => ({ file, fileName: file.name })));
        }}
      />
    </>
  );
}
