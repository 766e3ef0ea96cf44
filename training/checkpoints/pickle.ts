// Pickles, read as data: a stack machine for the opcodes that state dicts are made of (Python's pickletools describes
// them). It imports nothing and calls nothing; names and calls are answered from the short list of torchObjects.ts.
import { opcodeName } from "./opcodeNames.ts";
import type { PickleDict, PickleValue, Storage } from "./pickleValue.ts";
import { damaged, refused } from "./refuse.ts";
import { callKnown, knownGlobal, storageOf } from "./torchObjects.ts";

export type Pickle = {
  readonly value: PickleValue;
  /** Where the next byte after it lies. */
  readonly end: number;
  /** Those that it refers to, by key. */
  readonly storages: ReadonlyMap<string, Storage>;
};

/** Throws `checkpoint-refused` or `file-corrupt`. */
export function readPickle(bytes: Uint8Array<ArrayBuffer>, start = 0): Pickle {
  const machine = new Machine(bytes, start);
  for (;;) {
    const opcode = machine.byte();
    if (opcode === STOP)
      return { value: machine.pop(), end: machine.at, storages: machine.storages };
    const run = OPCODES.get(opcode);
    if (!run)
      throw refused(
        `uses the pickle instruction ${opcodeName(opcode)}, which weights do not need; nothing of it was run`,
      );
    run(machine);
  }
}

const STOP = 0x2e;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

class Machine {
  at: number;
  readonly storages = new Map<string, Storage>();
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  /** Dicts that were made by a call: those alone may be given attributes, which are left out. */
  readonly #ordered = new WeakSet<PickleDict>();

  constructor(bytes: Uint8Array<ArrayBuffer>, start: number) {
    this.at = start;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where `count` bytes lie that are thereby read. */
  #take(count: number): number {
    const from = this.at;
    if (from + count > this.#bytes.length) throw damaged("its list of contents is cut short");
    this.at = from + count;
    return from;
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Big endian, alone among them. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8));
  }

  skip(count: number): void {
    this.#take(count);
  }

  /** Two's complement, little endian. */
  integer(count: number): number | bigint {
    const from = this.#take(count);
    let value = 0n;
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[from + i] ?? 0);
    const signed = BigInt.asIntN(8 * count, value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  text(count: number): string {
    const from = this.#take(count);
    return this.#decode(from, from + count);
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw damaged("its list of contents is cut short");
    const from = this.#take(end + 1 - this.at);
    return this.#decode(from, end);
  }

  #decode(from: number, to: number): string {
    try {
      return utf8.decode(this.#bytes.subarray(from, to));
    } catch (cause) {
      throw damaged("a name is not text", cause);
    }
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw damaged("its list of contents takes more than it puts");
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Everything since the last mark. */
  popMarked(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw damaged("its list of contents ends a list that it never began");
    return this.#stack.splice(height);
  }

  popSeveral(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  remember(index: number = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw damaged(`it refers to entry ${index}, which is not there`);
    this.#stack.push(value);
  }

  extend(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw damaged("it adds entries to something that is not a list");
    for (const item of items) list.push(item);
  }

  assign(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2)
      throw damaged("it adds entries to something that is not a dictionary");
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] ?? null, items[i + 1] ?? null);
  }

  global(module: PickleValue, name: PickleValue): void {
    if (typeof module !== "string" || typeof name !== "string")
      throw damaged("it asks for something without a name");
    this.#stack.push(knownGlobal(module, name));
  }

  call(): void {
    const args = this.pop();
    const value = callKnown(this.pop(), args);
    if (value instanceof Map) this.#ordered.add(value);
    this.#stack.push(value);
  }

  refer(): void {
    const storage = storageOf(this.pop());
    const known = this.storages.get(storage.key);
    if (known && (known.element !== storage.element || known.elements !== storage.elements))
      throw damaged(`storage ${storage.key} is said to be of two kinds`);
    this.storages.set(storage.key, storage);
    this.#stack.push(storage);
  }

  /** PyTorch hangs the versions of its modules on an OrderedDict (`_metadata`). */
  dropAttributes(): void {
    const attributes = this.pop();
    const target = this.top();
    if (!(target instanceof Map) || !this.#ordered.has(target) || !(attributes instanceof Map))
      throw refused(
        "sets the inner state of an object (pickle instruction BUILD), which weights do not need; nothing of it was run",
      );
  }
}

const OPCODES: ReadonlyMap<number, (machine: Machine) => void> = new Map([
  // PROTO and FRAME say how the rest is written, which the rest says as well.
  [0x80, (m: Machine) => m.skip(1)],
  [0x95, (m: Machine) => m.skip(8)],
  [0x4e, (m: Machine) => m.push(null)],
  [0x88, (m: Machine) => m.push(true)],
  [0x89, (m: Machine) => m.push(false)],
  // BININT, BININT1, BININT2, LONG1, BINFLOAT
  [0x4a, (m: Machine) => m.push(m.int32())],
  [0x4b, (m: Machine) => m.push(m.byte())],
  [0x4d, (m: Machine) => m.push(m.uint16())],
  [0x8a, (m: Machine) => m.push(m.integer(m.byte()))],
  [0x47, (m: Machine) => m.push(m.float64())],
  // BINUNICODE, SHORT_BINUNICODE
  [0x58, (m: Machine) => m.push(m.text(m.uint32()))],
  [0x8c, (m: Machine) => m.push(m.text(m.byte()))],
  // MARK, EMPTY_LIST, APPEND, APPENDS
  [0x28, (m: Machine) => m.mark()],
  [0x5d, (m: Machine) => m.push([])],
  [0x61, (m: Machine) => m.extend(m.popSeveral(1))],
  [0x65, (m: Machine) => m.extend(m.popMarked())],
  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  [0x29, (m: Machine) => m.push([])],
  [0x74, (m: Machine) => m.push(m.popMarked())],
  [0x85, (m: Machine) => m.push(m.popSeveral(1))],
  [0x86, (m: Machine) => m.push(m.popSeveral(2))],
  [0x87, (m: Machine) => m.push(m.popSeveral(3))],
  // EMPTY_DICT, SETITEM, SETITEMS
  [0x7d, (m: Machine) => m.push(new Map())],
  [0x73, (m: Machine) => m.assign(m.popSeveral(2))],
  [0x75, (m: Machine) => m.assign(m.popMarked())],
  // BINGET, LONG_BINGET, BINPUT, LONG_BINPUT, MEMOIZE
  [0x68, (m: Machine) => m.recall(m.byte())],
  [0x6a, (m: Machine) => m.recall(m.uint32())],
  [0x71, (m: Machine) => m.remember(m.byte())],
  [0x72, (m: Machine) => m.remember(m.uint32())],
  [0x94, (m: Machine) => m.remember()],
  // GLOBAL, STACK_GLOBAL, INST, REDUCE, BUILD, BINPERSID
  [0x63, (m: Machine) => m.global(m.line(), m.line())],
  [0x93, (m: Machine) => stackGlobal(m)],
  [0x69, (m: Machine) => callInOne(m)],
  [0x52, (m: Machine) => m.call()],
  [0x62, (m: Machine) => m.dropAttributes()],
  [0x51, (m: Machine) => m.refer()],
]);

function stackGlobal(machine: Machine): void {
  const name = machine.pop();
  machine.global(machine.pop(), name);
}

/** What it names is the better reason to refuse; where that is harmless, the instruction itself. */
function callInOne(machine: Machine): never {
  machine.global(machine.line(), machine.line());
  throw refused(
    "uses the pickle instruction INST, which weights do not need; nothing of it was run",
  );
}
