// The few parts of WebAssembly that a kernel of straight vector code needs, as bytes (WebAssembly Core Specification 2.0,
// chapter 5, binary format; vector instructions of section 5.4.8).

type Bytes = readonly number[];

const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const TYPE = { i32: 0x7f, v128: 0x7b, func: 0x60, none: 0x40 } as const;

/** One function of whole numbers without a result, on a memory that is imported as "page.memory"; exported as "run". */
export function wasmModule(code: {
  readonly parameters: number;
  /** Further locals, numbered after the parameters: first whole numbers, then vectors. */
  readonly numbers: number;
  readonly vectors: number;
  readonly body: Bytes;
}): Uint8Array<ArrayBuffer> {
  const locals = vector([
    [...unsigned(code.numbers), TYPE.i32],
    [...unsigned(code.vectors), TYPE.v128],
  ]);
  const body = [...locals, ...code.body, END];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(SECTION.type, [
      [TYPE.func, ...vector(new Array(code.parameters).fill([TYPE.i32])), ...vector([])],
    ]),
    // A memory (2) of at least one page.
    ...section(SECTION.import, [[...name("page"), ...name("memory"), 2, 0, 1]]),
    ...section(SECTION.function, [[0]]),
    ...section(SECTION.export, [[...name("run"), 0, 0]]),
    ...section(SECTION.code, [[...unsigned(body.length), ...body]]),
  ]);
}

const END = 0x0b;
const ALIGNED_16 = 4;
const ALIGNED_4 = 2;

export const wasm = {
  get: (local: number): Bytes => [0x20, ...unsigned(local)],
  set: (local: number): Bytes => [0x21, ...unsigned(local)],
  tee: (local: number): Bytes => [0x22, ...unsigned(local)],
  number: (value: number): Bytes => [0x41, ...signed(value)],
  add: [0x6a] as Bytes,
  subtract: [0x6b] as Bytes,
  isLess: [0x49] as Bytes,
  /** Four floats from the address on the stack and `offset` bytes further. */
  load: (offset: number): Bytes => [0xfd, ...unsigned(0), ALIGNED_4, ...unsigned(offset)],
  store: (offset: number): Bytes => [0xfd, ...unsigned(11), ALIGNED_16, ...unsigned(offset)],
  /** Of either two numbers; what comes out where one is NaN does not matter here. */
  min: [0xfd, ...unsigned(234)] as Bytes,
  max: [0xfd, ...unsigned(235)] as Bytes,
  /** `body` at least once, and again while it leaves other than 0. */
  repeatWhile: (body: Bytes): Bytes => [0x03, TYPE.none, ...body, 0x0d, 0, END],
};

function section(id: number, entries: readonly Bytes[]): Bytes {
  const content = vector(entries);
  return [id, ...unsigned(content.length), ...content];
}

function vector(entries: readonly Bytes[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function name(text: string): number[] {
  return vector([...new TextEncoder().encode(text)].map((byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}
