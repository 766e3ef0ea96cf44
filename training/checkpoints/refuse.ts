// The two ways in which a checkpoint is turned down.
import { AppError } from "../../src/base/errors.ts";

/** It would have something run, or is of a kind that cannot be read: `checkpoint-refused`. */
export function refused(what: string): AppError {
  return new AppError("checkpoint-refused", `The checkpoint ${what}.`);
}

/** It contradicts itself or ends too early: `file-corrupt`. */
export function damaged(what: string, cause?: unknown): AppError {
  return new AppError("file-corrupt", `The checkpoint is damaged: ${what}.`, { cause });
}
