// PyTorch's own files read as PyTorch reads them, and everything that is no plain state dict refused.
import { openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import { writeSafetensors } from "../../src/models/safetensors.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { hasKind, type PickleDict, type PickleValue, type TensorView } from "./pickleValue.ts";
import { openStateDict, openTorch } from "./stateDict.ts";
import { readTensor, type TorchFile } from "./torchFile.ts";

const golden = sharedPath("golden/tyrion/importer");

type Expected = Record<
  string,
  {
    readonly shape: number[];
    readonly dtype: string;
    readonly values: (number | string | boolean)[];
  }
>;

it.skipIf(!golden).each(["tricky.ckpt", "tricky_legacy_format.pth"])(
  "%s: views, offsets, shared storage, every type, scalars and empties",
  async (name) => {
    const file = await openGolden(name);
    const expected: Expected = JSON.parse(
      readFileSync(join(golden ?? "", "tricky_expected.json"), "utf8"),
    );
    const dict = (file.root as PickleDict).get("state_dict") as PickleDict;
    for (const [key, { shape, dtype, values }] of Object.entries(expected)) {
      const tensor = dict.get(key) as TensorView;
      expect(tensor.shape, key).toEqual(shape);
      expect(tensor.storage.element.dtype, key).toBe(dtype);
      expect(await valuesOf(file, tensor), key).toEqual(values.map(asRead));
    }
    expect([...dict.keys()].sort()).toEqual(Object.keys(expected).sort());
  },
);

it.skipIf(!golden)("the same weights come from both formats", async () => {
  const read = async (name: string) => {
    const file = await openAsBlob(join(golden ?? "", name));
    const tensors = [...(await openStateDict(file))];
    return Promise.all(
      tensors.map(async ([key, { shape, values }]) => [key, shape, [...(await values())]]),
    );
  };
  expect(await read("tricky.ckpt")).toEqual(await read("tricky_legacy_format.pth"));
});

async function openGolden(name: string): Promise<TorchFile> {
  const file = await openTorch(await openAsBlob(join(golden ?? "", name)));
  if (!file) throw new Error(`${name} was not recognised`);
  return file;
}

/** Whole numbers travel as text, booleans as the bytes that hold them. */
function asRead(value: number | string | boolean): number | bigint {
  return typeof value === "string" ? BigInt(value) : Number(value);
}

async function valuesOf(file: TorchFile, tensor: TensorView): Promise<(number | bigint)[]> {
  const values: (number | bigint)[] = [];
  await readTensor(file, tensor, (index, value) => {
    values[index] = value;
  });
  return values;
}

// -- pickles made by hand -----------------------------------------------------------------------------------------

/** Text is written as Latin-1, one byte a character. */
function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : [...part],
    ),
  );
}

const text = (value: string) =>
  `X${String.fromCharCode(value.length & 255, value.length >> 8, 0, 0)}${value}`;
const count = (value: number) =>
  `J${String.fromCharCode(...new Uint8Array(Int32Array.of(value).buffer))}`;
const list = (...items: string[]) => `(${items.join("")}t`;
const dict = (...items: string[]) => `}(${items.join("")}u`;

const storage = (elements: number, type = "FloatStorage") =>
  `${list(text("storage"), `ctorch\n${type}\n`, text("0"), text("cpu"), count(elements))}Q`;
const tensor = (from: string, offset: number, shape: number[], strides: number[]) =>
  `ctorch._utils\n_rebuild_tensor_v2\n${list(
    from,
    count(offset),
    list(...shape.map(count)),
    list(...strides.map(count)),
    "\x89",
    "ccollections\nOrderedDict\n)R",
  )}R`;

const FOUR = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

function zipOf(pickle: string, deflated = false): Blob {
  const level = deflated ? 9 : 0;
  const files = { "x/data.pkl": bytesOf(`\x80\x02${pickle}.`), "x/data/0": FOUR };
  return new Blob([Uint8Array.from(zipSync(files, { level }))]);
}

function legacyOf(pickle: string): Blob {
  const magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  const keys = `\x80\x02](${pickle.includes("Storage") ? text("0") : ""}e.`;
  const elements = [4, 0, 0, 0, 0, 0, 0, 0];
  return new Blob([
    bytesOf(magic, "\x80\x02M\xe9\x03.", "\x80\x02}.", `\x80\x02${pickle}.`, keys, elements),
    FOUR,
  ]);
}

async function failure(file: Blob): Promise<AppError> {
  const error: unknown = await openStateDict(file)
    .then((tensors) => Promise.all([...tensors.values()].map(({ values }) => values())))
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
  return error;
}

const good = dict(text("w"), tensor(storage(4), 1, [2], [2]));

it.each([
  ["stored", zipOf(good)],
  ["deflated", zipOf(good, true)],
  ["legacy", legacyOf(good)],
  ["with module versions on the dict", zipOf(orderedDictWith(good))],
])("a state dict made by hand is read: %s", async (_, file) => {
  const tensors = await openStateDict(file);
  expect([...tensors.keys()]).toEqual(["w"]);
  expect(await tensors.get("w")?.values()).toEqual(Float32Array.of(2, 4));
});

/** As `torch.save(model.state_dict(), ...)` writes it: an OrderedDict with the attribute `_metadata`. */
function orderedDictWith(items: string): string {
  return `ccollections\nOrderedDict\n)R${items.slice(1)}${dict(text("_metadata"), dict())}b`;
}

const system = "cos\nsystem\n";
const args = list(text("true"));

it.each([
  ["a call of os.system", `${system}${args}R`, /asks for code "os\.system"/],
  ["eval", `cbuiltins\neval\n${args}R`, /asks for code "builtins\.eval"/],
  ["a name alone", system, /asks for code "os\.system"/],
  ["nested in the weights", dict(text("w"), `${system}${args}R`), /"os\.system"/],
  ["beside the weights", dict(text("state_dict"), good, text("hooks"), system), /"os\.system"/],
  ["as an argument of a tensor", tensor(`${system}${args}R`, 0, [1], [1]), /"os\.system"/],
  ["by protocol 4", `${text("posix")}${text("system")}\x93${args}R`, /"posix\.system"/],
  ["by INST", `(${text("true")}ios\nsystem\n`, /"os\.system"/],
  ["INST of a harmless name", "(icollections\nOrderedDict\n", /instruction INST/],
  ["by OBJ", `(ccollections\nOrderedDict\no`, /instruction OBJ/],
  ["by NEWOBJ", "ccollections\nOrderedDict\n)\x81", /instruction NEWOBJ/],
  ["by an extension code", "\x82\x01", /instruction EXT1/],
  ["an unknown instruction", "\xff", /instruction 0xff/],
  ["a module like torch's", "ctorch.hub\nload\n", /"torch\.hub\.load"/],
  ["another name of torch", "ctorch\nload\n", /"torch\.load"/],
  ["a name with a dot", "ctorch\n_utils._rebuild_tensor_v2\n", /"torch\._utils\./],
  ["a method of a known name", "ccollections\nOrderedDict.fromkeys\n", /OrderedDict\.fromkeys/],
  ["a name of all objects", "ccollections\nconstructor\n", /"collections\.constructor"/],
  ["REDUCE of text", `${text("os.system")}${args}R`, /calls something that is not a function/],
  ["REDUCE of a storage type", `ctorch\nFloatStorage\n)R`, /not a function/],
  ["REDUCE of a tensor", `${tensor(storage(4), 0, [1], [1])})R`, /not a function/],
  ["a dictionary of pairs", `ccollections\nOrderedDict\n(](lt`, /instruction LIST/],
  ["BUILD on a tensor", `${tensor(storage(4), 0, [1], [1])}}b`, /instruction BUILD/],
  ["BUILD on a function", "ctorch._utils\n_rebuild_tensor_v2\n}b", /instruction BUILD/],
  ["BUILD on a plain dict", "}}b", /instruction BUILD/],
  ["a reference to elsewhere", `${text("http://example.com")}Q`, /something outside of it/],
  ["an entry that is no tensor", dict(text("w"), text("x")), /"w" among its weights/],
  ["no dictionary", text("weights"), /holds no dictionary/],
  [
    "a tensor of 2^40 values of four",
    tensor(storage(4), 0, [2 ** 20, 2 ** 20], [0, 0]),
    /1048576 x 1048576 values, which is too large/,
  ],
])("refused by name, and nothing is run: %s", async (_, pickle, reason) => {
  for (const file of [zipOf(pickle), legacyOf(pickle)]) {
    const error = await failure(file);
    expect(error.code).toBe("checkpoint-refused");
    expect(error.message).toMatch(reason);
  }
});

const one = (t: string) => dict(text("w"), t);

it.each([
  ["a view beyond its storage", one(tensor(storage(4), 3, [2], [1])), /reaches value 4/],
  ["a stride beyond its storage", one(tensor(storage(4), 0, [2, 2], [4, 1])), /reaches value 5/],
  [
    "strides that overflow 32 bits",
    one(tensor(storage(4), 0, [3, 3], [2 ** 31 - 1, 2 ** 31 - 1])),
    /reaches value 8589934588/,
  ],
  ["a negative offset", one(tensor(storage(4), -1, [1], [1])), /not a whole number from 0/],
  ["a negative stride", one(tensor(storage(4), 3, [4], [-1])), /not a whole number from 0/],
  ["more strides than sizes", one(tensor(storage(4), 0, [1], [1, 1])), /1 sizes and 2 strides/],
  ["a storage that is too short", one(tensor(storage(9), 0, [9], [1])), /storage 0/],
  ["a storage of two types", `${list(storage(4), storage(2, "DoubleStorage"))}`, /two kinds/],
  ["a memo entry that was never made", "h\x07", /refers to entry 7/],
  ["an empty stack", "R", /takes more than it puts/],
  ["a tuple without its mark", "t", /never began/],
  ["taking what lies before a mark", `${text("a")}(\x85`, /takes more than it puts/],
  ["entries for something that is no list", `}${text("a")}a`, /not a list/],
  ["an odd dictionary", `}(${text("a")}u`, /not a dictionary/],
])("what contradicts itself is damaged: %s", async (_, pickle, reason) => {
  for (const file of [zipOf(pickle), legacyOf(pickle)]) {
    const error = await failure(file);
    expect(error.code).toBe("file-corrupt");
    expect(error.message).toMatch(reason);
  }
});

it("what holds itself is read or refused, but not followed for ever", async () => {
  expect((await failure(zipOf("]q\x00h\x00a"))).message).toMatch(/no dictionary/);
  const ownStateDict = `}q\x00${text("state_dict")}h\x00s`;
  expect((await failure(zipOf(ownStateDict))).message).toMatch(/"state_dict" among its weights/);
});

it("zips and pickles of other programs are told apart", async () => {
  const zip = new Blob([Uint8Array.from(zipSync({ "a.txt": strToU8("a") }))]);
  expect((await failure(zip)).message).toMatch(/not one that PyTorch wrote/);
  expect((await failure(new Blob([bytesOf("\x80\x02K\x01.")]))).message).toMatch(
    /not one that PyTorch wrote/,
  );
  expect((await failure(new Blob(["hello, world"]))).message).toMatch(/neither a PyTorch file/);
});

it("big-endian files are refused", async () => {
  const files = { "x/data.pkl": bytesOf("\x80\x02}."), "x/byteorder": strToU8("big") };
  const file = new Blob([Uint8Array.from(zipSync(files))]);
  expect((await failure(file)).message).toMatch(/big-endian/);
});

const samples: readonly (readonly [string, () => Promise<Uint8Array<ArrayBuffer>>])[] = [
  ["zip", () => bytesIn(zipOf(good))],
  ["deflated zip", () => bytesIn(zipOf(good, true))],
  ["older format", () => bytesIn(legacyOf(good))],
  [
    "safetensors",
    async () =>
      writeSafetensors(
        new Map([["w", { shape: [2], values: Float32Array.of(1, 2) }]]),
        "float32",
        {},
      ),
  ],
];

async function bytesIn(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer());
}

it.each(samples)("%s: cut short anywhere, it is refused with a reason", async (_, make) => {
  const bytes = await make();
  for (let length = 0; length < bytes.length; length++)
    expect((await failure(new Blob([bytes.slice(0, length)]))).code).not.toBe("internal");
});

it.each(samples)("%s: with bytes changed, it is read or refused with a reason", async (_, make) => {
  const bytes = await make();
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = bytes.slice();
      for (const [at, value] of changes) changed[at] = value;
      const error: unknown = await openStateDict(new Blob([changed]))
        .then((tensors) => Promise.all([...tensors.values()].map(({ values }) => values())))
        .then(
          () => null,
          (reason: unknown) => reason,
        );
      expect(error === null || error instanceof AppError, String(error)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it("a checkpoint's plain facts beside its weights are kept apart from them", async () => {
  const file = await openTorch(
    zipOf(
      dict(text("epoch"), "K\x07", text("rate"), "G?\xe0\0\0\0\0\0\0", text("state_dict"), good),
    ),
  );
  const root = file?.root as Map<PickleValue, PickleValue>;
  expect([root.get("epoch"), root.get("rate")]).toEqual([7, 0.5]);
  expect(hasKind((root.get("state_dict") as PickleDict).get("w"), "tensor")).toBe(true);
});
