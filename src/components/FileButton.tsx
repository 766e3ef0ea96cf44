// Chooses files from disk; the dialog is the browser's own.
import { useRef } from "react";
import { useShell } from "./AppContext.ts";
import { Icon } from "./Icon.tsx";

/** Not in the DOM types yet, and not in every browser. */
type Picker = {
  readonly showOpenFilePicker?: (options: object) => Promise<readonly FileSystemFileHandle[]>;
};

const TYPES = [
  {
    description: "SAR scenes",
    accept: { "image/tiff": [".tif", ".tiff", ".gtiff"], "image/png": [".png"] },
  },
];

export function FileButton({
  label,
  isSmall,
}: {
  readonly label: string;
  readonly isSmall?: boolean;
}) {
  const { actions } = useShell();
  const input = useRef<HTMLInputElement>(null);
  async function choose(): Promise<void> {
    const { showOpenFilePicker } = window as Picker;
    if (showOpenFilePicker === undefined) {
      input.current?.click();
      return;
    }
    // Only the picker's handles let the project find its images again another day.
    const handles = await showOpenFilePicker({ multiple: true, types: TYPES }).catch(() => []);
    const files = handles.map(async (handle) => {
      const file = await handle.getFile();
      return { file, fileName: file.name, handle };
    });
    void actions.openFiles(await Promise.all(files));
  }
  return (
    <>
      <button
        type="button"
        className={isSmall ? "icon-button" : "button primary big"}
        aria-label={isSmall ? label : undefined}
        title={isSmall ? label : undefined}
        onClick={() => void choose()}
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
