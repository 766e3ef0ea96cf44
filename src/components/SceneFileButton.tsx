// Chooses files from disk; the dialog is the browser's own.
import { type ReactNode, useRef } from "react";
import { type ChosenFile, chooseSceneFiles, SCENE_TYPES } from "./chooseSceneFiles.ts";
import { FileInput, named } from "./FileInput.tsx";

type Props = {
  /** What it is called where its content does not say it. */
  readonly label: string;
  readonly className: string;
  readonly children?: ReactNode;
  readonly isSingle?: boolean;
  readonly onFiles: (files: readonly ChosenFile[]) => void;
};

export function SceneFileButton({ label, className, children, isSingle = false, onFiles }: Props) {
  const input = useRef<HTMLInputElement>(null);
  async function choose(): Promise<void> {
    // Only the picker's handles let the project find its images again another day.
    const files = await chooseSceneFiles(!isSingle);
    if (files === null) input.current?.click();
    else if (files.length > 0) onFiles(files);
  }
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={children === undefined ? undefined : label}
        title={children === undefined ? undefined : label}
        onClick={() => void choose()}
      >
        {children ?? label}
      </button>
      <FileInput
        ref={input}
        label={`${label}: files`}
        accept={SCENE_TYPES}
        isSingle={isSingle}
        onFiles={(files) => onFiles(named(files))}
      />
    </>
  );
}
