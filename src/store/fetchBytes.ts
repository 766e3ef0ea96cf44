// Fetching files that lie beside the page.
import { AppError } from "../base/errors.ts";
import type { FetchBytes } from "./demo.ts";

export const fetchBytes: FetchBytes = async (url, signal) => {
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new AppError("file-unreadable", `${url} cannot be reached.`, { cause });
  });
  if (!response.ok) throw new AppError("file-unreadable", `${url}: status ${response.status}.`);
  return response.blob();
};
