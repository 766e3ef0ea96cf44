// The browser's own download of a file that was made on the page.
import type { ExportedFile } from "../workers/protocol.ts";

/** Hands a file to the user's download folder. */
export type SaveFile = (file: ExportedFile) => void;

export const saveFile: SaveFile = ({ fileName, bytes }) => {
  const url = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the bytes only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
