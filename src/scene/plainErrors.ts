// The browser's own failures in our words.
import { AppError, toAppError } from "../base/errors.ts";

/** A file that was moved or changed since it was picked fails in the browser's own words: say it in ours. */
export async function withPlainErrors<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const name = error instanceof Error ? error.name : "";
    if (name === "NotReadableError" || name === "NotFoundError")
      throw new AppError(
        "file-unreadable",
        "The file can no longer be read: it was changed, moved or deleted. Open it again.",
        { cause: error },
      );
    throw toAppError(error);
  }
}
