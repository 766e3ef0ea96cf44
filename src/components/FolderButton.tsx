// Chooses a folder on the disk: a product of many files, a folder of scenes, a model, a training run.
import { useRef } from "react";
import { useShell } from "./AppContext.ts";

type Props = {
  readonly className: string;
  readonly label?: string;
  /** What such a folder may be. */
  readonly title?: string;
};

export function FolderButton({
  className,
  label = "Open a folder…",
  title = "A product as delivered, such as Sentinel-1 SAFE, a folder of scenes, a model, or a training run",
}: Props) {
  const { actions } = useShell();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={className}
        title={title}
        onClick={() => input.current?.click()}
      >
        {label}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          // Not among React's attributes for all versions of its types.
          element?.setAttribute("webkitdirectory", "");
        }}
        type="file"
        hidden
        multiple
        aria-label={`${label} files`}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])].map((file) => ({
            path: file.webkitRelativePath || file.name,
            file,
          }));
          // The same folder may be chosen again.
          target.value = "";
          const folders = [...new Set(files.map(({ path }) => path.split("/")[0] ?? ""))];
          if (files.length > 0) void actions.openDropped(Promise.resolve({ files, folders }));
        }}
      />
    </>
  );
}
