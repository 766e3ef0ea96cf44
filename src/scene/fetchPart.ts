// One answer of a server: a part of a file, or a small document; tried again where that may help, given up after silence.
import { AppError } from "../base/errors.ts";

export type FetchOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Before the second try; before each further one twice as long. */
  readonly waitMs?: number | undefined;
  /** Longest time without a byte. */
  readonly silenceMs?: number | undefined;
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Empty where the body was not wanted. */
  readonly bytes: Uint8Array<ArrayBuffer>;
};

type Wanted = {
  readonly method?: "GET" | "HEAD" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How many bytes of the body to take, by the answer's status: more is a failure, 0 leaves it unread. */
  readonly mostBytes: (status: number, headers: Headers) => number;
};

const TRIES = 4;
const WAIT_MS = 400;
const SILENCE_MS = 30_000;

/**
 * Rejects with `address-unreachable` after the last try, with `address-refused` where the server says no, and with the
 * signal's reason. No cookie, no password and no referrer is sent.
 */
export async function fetchPart(
  address: string,
  wanted: Wanted,
  options: FetchOptions = {},
): Promise<Answer> {
  let wait = options.waitMs ?? WAIT_MS;
  for (let left = TRIES - 1; ; left--) {
    try {
      const answer = await fetchOnce(address, wanted, options);
      if (!isBusy(answer.status)) return requireSuccess(address, answer);
      if (left === 0) return requireSuccess(address, answer);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof AppError) throw error;
      if (left === 0) throw unreachable(address, error);
    }
    await pause(wait, options.signal);
    wait *= 2;
  }
}

const isBusy = (status: number) => status === 408 || status === 429 || status >= 500;

function requireSuccess(address: string, answer: Answer): Answer {
  const { status } = answer;
  if (status < 400 || status === 416) return answer;
  const { host } = new URL(address);
  const why: Readonly<Record<number, string>> = {
    401: "it wants a sign-in",
    403: "it is not allowed to give the file to everybody",
    404: "it has no such file",
    410: "the file was taken away",
    429: "it was asked too often; wait a while",
  };
  const reason = why[status] ?? (status >= 500 ? "it has trouble of its own" : "it refused");
  throw new AppError("address-refused", `${host} answered with status ${status}: ${reason}.`);
}

async function fetchOnce(address: string, wanted: Wanted, options: FetchOptions): Promise<Answer> {
  const { method = "GET", headers = {}, body } = wanted;
  const silence = silenceSignal(options);
  try {
    const response = await (options.fetch ?? fetch)(address, {
      method,
      headers,
      ...(body !== undefined && { body }),
      signal: silence.signal,
      cache: "no-store",
      credentials: "omit",
      mode: "cors",
      redirect: "follow",
      referrerPolicy: "no-referrer",
    });
    silence.heard();
    const most = wanted.mostBytes(response.status, response.headers);
    const bytes = await bodyOf(response, most, silence.heard);
    return { status: response.status, headers: response.headers, bytes };
  } finally {
    silence.end();
  }
}

async function bodyOf(
  response: Response,
  mostBytes: number,
  heard: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  if (mostBytes === 0 || response.status >= 400) {
    await response.body.cancel().catch(() => undefined);
    return new Uint8Array();
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    heard();
    length += value.length;
    if (length > mostBytes) {
      await reader.cancel().catch(() => undefined);
      throw new AppError(
        "file-too-large",
        `The server sends more than ${mostBytes} bytes, which were the most that was asked for.`,
      );
    }
    pieces.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Aborts when nothing was heard for long, or when the caller does. */
function silenceSignal({ signal, silenceMs = SILENCE_MS }: FetchOptions) {
  const abort = new AbortController();
  const give = () => abort.abort(new Error(`nothing came for ${silenceMs / 1000} s`));
  const follow = () => abort.abort(signal?.reason);
  let timer = setTimeout(give, silenceMs);
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow, { once: true });
  return {
    signal: abort.signal,
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(give, silenceMs);
    },
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", follow);
    },
  };
}

/** A browser does not tell a page why: a refusal by CORS, a wrong name and a lost connection look alike. */
function unreachable(address: string, cause: unknown): AppError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const why = inner instanceof Error ? ` (${inner.message})` : "";
  return new AppError(
    "address-unreachable",
    `${new URL(address).host} could not be reached${why}. Either there is no connection or no such server, or it does not allow other pages to read its files (CORS).`,
    { cause },
  );
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
