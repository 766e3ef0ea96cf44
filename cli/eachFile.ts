// Programs over many files: one bad file does not stop the others.
import { toAppError } from "../src/base/errors.ts";

/** Prints what `work` says of each file, as one JSON line where `isJson`, and answers the exit code: 1 if any failed. */
export async function eachFile<T>(
  files: readonly string[],
  isJson: boolean,
  work: (file: string) => Promise<T>,
  sentence: (done: T) => string,
): Promise<0 | 1> {
  let failures = 0;
  for (const file of files) {
    try {
      const done = await work(file);
      console.log(isJson ? JSON.stringify(done) : sentence(done));
    } catch (error) {
      failures++;
      const { code, message } = toAppError(error);
      if (isJson) console.log(JSON.stringify({ file, error: code, message }));
      console.error(`${file}: ${message}`);
    }
  }
  return failures === 0 ? 0 : 1;
}
