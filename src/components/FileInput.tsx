// The browser's own question for files, behind a button that looks like ours.
import type { Ref } from "react";

type Props = {
  readonly ref: Ref<HTMLInputElement>;
  /** What it is called by who cannot see it. */
  readonly label: string;
  readonly accept: string;
  readonly isSingle?: boolean;
  /** At least one. */
  readonly onFiles: (files: readonly File[]) => void;
};

export function FileInput({ accept, isSingle = false, label, onFiles, ref }: Props) {
  return (
    <input
      ref={ref}
      type="file"
      multiple={!isSingle}
      hidden
      accept={accept}
      aria-label={label}
      onChange={({ target }) => {
        const files = [...(target.files ?? [])];
        // The same files may be chosen again.
        target.value = "";
        if (files.length > 0) onFiles(files);
      }}
    />
  );
}

export const named = (files: readonly File[]) =>
  files.map((file) => ({ file, fileName: file.name }));
