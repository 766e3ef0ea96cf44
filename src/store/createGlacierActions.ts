// A list of glaciers out of the user's file.
import { AppError } from "../base/errors.ts";
import type { ActionsContext } from "./actionsContext.ts";
import { createGlacierListStore, glaciersOf } from "./glacierList.ts";

type NamedFile = { readonly file: Blob; readonly fileName: string };

export function createGlacierActions({ jobsStore, scenesCall }: ActionsContext) {
  const glacierList = createGlacierListStore(storageIfAllowed());

  async function loadGlaciers(files: readonly NamedFile[]): Promise<void> {
    const [first] = files;
    if (first === undefined) return;
    await jobsStore.run("import", { subject: first.fileName, firstStage: "read" }, async (job) => {
      const request = { files: files.map(({ file, fileName }) => ({ name: fileName, file })) };
      const places = await scenesCall("readPlaces", request, { signal: job.signal });
      const glaciers = glaciersOf(places);
      if (glaciers.length === 0)
        throw new AppError("nothing-to-import", "No place has a column like GlacierID or Name.");
      glacierList.set({ fileName: first.fileName, glaciers });
      return `${glaciers.length} glaciers are on the list.`;
    });
  }

  return { glacierList, loadGlaciers };
}

/** Reading the property itself throws where the browser forbids storage. */
function storageIfAllowed(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
