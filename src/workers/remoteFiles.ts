// The files at addresses that the scene worker reads: one for each address, whoever asks, and always the same state of it.
import type { FileAddress } from "../scene/address.ts";
import { openRemoteFile, type RemoteFile } from "../scene/remoteFile.ts";

export function createRemoteFiles() {
  const files = new Map<string, RemoteFile>();
  /** Outlives the file: opened again, the address must still give the same. */
  const versions = new Map<string, RemoteFile["version"]>();

  function release(address: string, used: readonly string[] = []): void {
    if (used.includes(address)) return;
    files.get(address)?.close();
    files.delete(address);
  }

  return {
    open: async (file: FileAddress, signal: AbortSignal): Promise<RemoteFile> => {
      const { address } = file;
      const known = files.get(address);
      if (known !== undefined) return known;
      const opened = await openRemoteFile(file, { signal, known: versions.get(address) });
      files.set(address, opened);
      versions.set(address, opened.version);
      return opened;
    },
    /** Stops what is fetched, unless one of the `used` addresses is this one. */
    release,
    /** Whatever it was, the next opening takes it as it is then. */
    forget: (address: string, used: readonly string[]) => {
      release(address, used);
      // A scene that is open keeps the file that it has.
      files.delete(address);
      versions.delete(address);
    },
  };
}
