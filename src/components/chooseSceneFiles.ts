// Asks for scenes on the disk, by the browser's own dialog.

export type ChosenFile = {
  readonly file: File;
  readonly fileName: string;
  /** Lets the project find its image again another day; only some browsers have it. */
  readonly handle?: FileSystemFileHandle;
};

/** Not in the DOM types yet, and not in every browser. */
type Picker = {
  readonly showOpenFilePicker?: (options: object) => Promise<readonly FileSystemFileHandle[]>;
};

const TYPES = [
  {
    description: "SAR scenes",
    accept: {
      "image/tiff": [".tif", ".tiff", ".gtiff"],
      "image/png": [".png"],
      "application/zip": [".zip"],
    },
  },
];
export const SCENE_TYPES = ".tif,.tiff,.gtiff,.png,.zip,image/tiff,image/png";

/** Null where the browser has no such dialog, so that a file field has to ask; empty when it was cancelled. */
export async function chooseSceneFiles(isMultiple: boolean): Promise<readonly ChosenFile[] | null> {
  const { showOpenFilePicker } = window as Picker;
  if (showOpenFilePicker === undefined) return null;
  const options = { multiple: isMultiple, types: TYPES };
  const handles = await showOpenFilePicker(options).catch(() => []);
  return Promise.all(
    handles.map(async (handle) => {
      const file = await handle.getFile();
      return { file, fileName: file.name, handle };
    }),
  );
}
