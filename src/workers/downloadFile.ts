// A file of the app's own origin, with the bytes counted as they come.
import { AppError } from "../base/errors.ts";

/** `total` is 0 where the server does not say. Rejects with `model-load-failed` when the file does not come. */
export async function downloadFile(
  url: URL,
  signal: AbortSignal,
  onBytes: (done: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, { signal }).catch((cause) => {
    throw new AppError("model-load-failed", `${url.pathname} could not be read.`, { cause });
  });
  if (!response.ok || !response.body)
    throw new AppError("model-load-failed", `${url.pathname} answered ${response.status}.`);
  const total = Number(response.headers.get("content-length") ?? 0);
  let done = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      done += chunk.length;
      onBytes(done, total);
      controller.enqueue(chunk);
    },
  });
  return new Uint8Array(await new Response(response.body.pipeThrough(counted)).arrayBuffer());
}
