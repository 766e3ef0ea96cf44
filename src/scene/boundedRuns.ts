// TIFF's own packings, LZW and PackBits, that never write beyond a block's size nor follow a damaged table.

const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const MOST_CODES = 4096;

/** TIFF 6.0, section 13: codes of 9 to 12 bits, highest bit first. At most the first `maxBytes`; throws where a code makes no sense. */
export function unlzwBounded(stored: ArrayBuffer, maxBytes: number): ArrayBuffer {
  const nextCode = codesOf(new Uint8Array(stored));
  const table = createTable();
  const out = new Uint8Array(maxBytes);
  let filled = 0;
  let bits = 9;
  let previous = -1;
  while (filled < maxBytes) {
    const code = nextCode(bits);
    if (code === END) break;
    if (code === CLEAR) {
      table.clear();
      bits = 9;
      previous = -1;
      continue;
    }
    if (previous === -1 ? code > 255 : code > table.size()) throw new Error(`LZW code ${code}`);
    if (previous !== -1) table.add(previous, code);
    filled += table.write(code, out, filled);
    // One code early, as TIFF writers do.
    if (table.size() >= 2 ** bits - 1 && bits < 12) bits++;
    previous = code;
  }
  return firstOf(out, filled);
}

/** A whole block may be large: it is not copied. */
function firstOf({ buffer, length }: Uint8Array<ArrayBuffer>, filled: number): ArrayBuffer {
  return filled === length ? buffer : buffer.slice(0, filled);
}

/** Past the end of the bytes comes the code that ends the stream. */
function codesOf(bytes: Uint8Array): (bits: number) => number {
  let at = 0;
  let held = 0;
  let heldBits = 0;
  return (bits) => {
    while (heldBits < bits) {
      const byte = bytes[at++];
      if (byte === undefined) return END;
      held = (held << 8) | byte;
      heldBits += 8;
    }
    heldBits -= bits;
    const code = held >>> heldBits;
    held &= 2 ** heldBits - 1;
    return code;
  };
}

/** Strings by code: each is the string of another code and a byte. */
function createTable() {
  const prefixes = new Uint16Array(MOST_CODES);
  const lasts = new Uint8Array(MOST_CODES);
  const firsts = new Uint8Array(MOST_CODES);
  const lengths = new Uint16Array(MOST_CODES).fill(1, 0, 256);
  for (let byte = 0; byte < 256; byte++) lasts[byte] = firsts[byte] = byte;
  let size = FIRST_FREE;
  return {
    size: () => size,
    clear: () => {
      size = FIRST_FREE;
    },
    /** The string of `previous` and the first byte of what follows it, which may be this very string. */
    add: (previous: number, code: number) => {
      if (size === MOST_CODES) return;
      prefixes[size] = previous;
      firsts[size] = firsts[previous] ?? 0;
      lasts[size] = firsts[code < size ? code : previous] ?? 0;
      lengths[size] = (lengths[previous] ?? 0) + 1;
      size++;
    },
    /** Answers how many bytes there was room for. */
    write: (code: number, out: Uint8Array, at: number): number => {
      const length = lengths[code] ?? 0;
      let one = code;
      for (let i = at + length - 1; i >= at; i--) {
        // Beyond the end a typed array takes nothing.
        out[i] = lasts[one] ?? 0;
        one = prefixes[one] ?? 0;
      }
      return Math.min(length, out.length - at);
    },
  };
}

/** TIFF 6.0, section 9. At most the first `maxBytes`. */
export function unpackbitsBounded(stored: ArrayBuffer, maxBytes: number): ArrayBuffer {
  const bytes = new Uint8Array(stored);
  const out = new Uint8Array(maxBytes);
  let filled = 0;
  for (let at = 0; at < bytes.length && filled < maxBytes; ) {
    const head = bytes[at++] ?? 0;
    // -128 says nothing.
    if (head === 128) continue;
    const length = Math.min(head < 128 ? head + 1 : 257 - head, maxBytes - filled);
    if (head < 128) {
      const run = bytes.subarray(at, at + length);
      out.set(run, filled);
      filled += run.length;
      at += head + 1;
    } else {
      if (at >= bytes.length) break;
      out.fill(bytes[at++] ?? 0, filled, filled + length);
      filled += length;
    }
  }
  return firstOf(out, filled);
}
