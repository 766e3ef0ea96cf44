// Every failure that a user can meet, and how a failure crosses a worker boundary.

/** Add a code here and the compiler asks for its sentence in components/errorText.ts. */
export type ErrorCode =
  | "file-empty"
  | "file-not-tiff"
  | "file-truncated"
  | "file-too-large"
  | "file-corrupt"
  | "file-unsupported"
  | "file-unreadable"
  | "file-changed"
  | "address-invalid"
  | "address-unreachable"
  | "address-refused"
  | "address-whole-only"
  | "crs-unknown"
  | "scene-not-georeferenced"
  | "scene-all-no-data"
  | "scene-closed"
  | "model-load-failed"
  | "model-invalid"
  | "model-hash-mismatch"
  | "ensemble-mismatch"
  | "model-card-missing"
  | "model-card-invalid"
  | "model-graph-missing"
  | "model-graph-invalid"
  | "model-weights-missing"
  | "model-weights-invalid"
  | "model-weights-not-finite"
  | "run-config-invalid"
  | "run-log-invalid"
  | "run-without-epoch"
  | "run-without-weights"
  | "run-untraceable"
  | "run-weights-foreign"
  | "checkpoint-refused"
  | "folder-without-use"
  | "product-unknown"
  | "product-incomplete"
  | "webgpu-unavailable"
  | "backend-failed"
  | "worker-crashed"
  | "worker-timeout"
  | "out-of-memory"
  | "export-failed"
  | "nothing-to-export"
  | "import-failed"
  | "import-too-large"
  | "nothing-to-import"
  | "gate-missing"
  | "mask-not-a-line"
  | "mask-elsewhere"
  | "import-without-scene"
  | "scene-missing"
  | "project-read-only"
  | "project-file-invalid"
  | "project-file-newer"
  | "project-one-at-a-time"
  | "scene-placed-otherwise"
  | "project-file-not-written"
  | "project-file-unasked"
  | "project-file-changed"
  | "project-damaged"
  | "storage-full"
  | "storage-failed"
  | "storage-newer"
  | "storage-unavailable"
  | "option-invalid"
  | "internal";

/** A failure with a code that the page turns into a plain sentence; `message` carries the particulars. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What survives structured clone between worker and page. */
export type WireError = { code: ErrorCode; message: string; stack?: string };

export function toWireError(error: unknown): WireError {
  const { code, message, stack } = toAppError(error);
  return stack === undefined ? { code, message } : { code, message, stack };
}

export function fromWireError(wire: WireError): AppError {
  const error = new AppError(wire.code, wire.message);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

/** Any thrown value as an AppError; a failed allocation becomes `out-of-memory`, the rest `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof RangeError && /alloc|array (buffer|length)|typed array/i.test(error.message))
    return new AppError("out-of-memory", error.message, { cause: error });
  if (error instanceof Error) {
    const wrapped = new AppError("internal", error.message, { cause: error });
    if (error.stack !== undefined) wrapped.stack = error.stack;
    return wrapped;
  }
  return new AppError("internal", String(error));
}
