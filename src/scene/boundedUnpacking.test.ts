// Unpacking that ends whatever the bytes say: damaged streams, streams without end, blocks that claim to be huge.
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { unlzwBounded, unpackbitsBounded } from "./boundedRuns.ts";
import { inflateBounded, unzstdBounded } from "./boundedUnpacking.ts";
import { jpegSize, lercSize } from "./claimedSize.ts";

const bufferOf = (bytes: Iterable<number>) => Uint8Array.from(bytes).buffer;
const bytesOf = (buffer: ArrayBuffer) => [...new Uint8Array(buffer)];

/** Codes of given widths, highest bit first. */
function packed(codes: readonly (readonly [code: number, bits: number])[]): ArrayBuffer {
  const text = codes.map(([code, bits]) => code.toString(2).padStart(bits, "0")).join("");
  return bufferOf(
    (text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)),
  );
}

/** LZW as TIFF 6.0 describes its writer. */
function lzw(bytes: readonly number[]): ArrayBuffer {
  const codes: [number, number][] = [[256, 9]];
  let table = new Map<string, number>();
  let [bits, next, held] = [9, 258, ""];
  const codeOf = (text: string) => table.get(text) ?? text.charCodeAt(0);
  for (const byte of bytes) {
    const letter = String.fromCharCode(byte);
    if (held === "" || table.has(held + letter)) {
      held += letter;
      continue;
    }
    codes.push([codeOf(held), bits]);
    table.set(held + letter, next++);
    if (next === 2 ** bits) bits++;
    held = letter;
    if (next === 4094) {
      codes.push([codeOf(held), bits], [256, bits]);
      [table, bits, next, held] = [new Map(), 9, 258, ""];
    }
  }
  if (held !== "") {
    codes.push([codeOf(held), bits]);
    if (next + 1 === 2 ** bits) bits++;
  }
  return packed([...codes, [257, bits]]);
}

it("unpacks LZW as it was packed, through all widths of codes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(255), { maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      (piece, times) => {
        const bytes = Array.from({ length: times }, () => piece).flat();
        expect(bytesOf(unlzwBounded(lzw(bytes), bytes.length))).toEqual(bytes);
        const half = bytes.length >> 1;
        expect(bytesOf(unlzwBounded(lzw(bytes), half))).toEqual(bytes.slice(0, half));
      },
    ),
  );
  const noise = Array.from({ length: 20_000 }, (_, i) => (i * 2654435761) >>> 24);
  expect(bytesOf(unlzwBounded(lzw(noise), noise.length))).toEqual(noise);
});

it("ends or refuses whatever LZW, PackBits and Deflate hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(1000), async (bytes, most) => {
      const stored = bufferOf(bytes);
      for (const unpack of [unlzwBounded, unpackbitsBounded, inflateBounded]) {
        const length = await Promise.resolve()
          .then(() => unpack(stored, most))
          .then(({ byteLength }) => byteLength)
          .catch(() => 0);
        expect(length).toBeLessThanOrEqual(most);
      }
    }),
  );
  expect(() =>
    unlzwBounded(
      packed([
        [256, 9],
        [65, 9],
        [4000 % 512, 9],
      ]),
      99,
    ),
  ).toThrow(/LZW code/);
});

it("unpacks PackBits by its own example, and skips what says nothing", () => {
  const stored = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0x80, 0xfd, 0xaa, 0x03, 1, 2];
  const wanted = [0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 1, 2];
  expect(bytesOf(unpackbitsBounded(bufferOf(stored), 100))).toEqual(wanted);
  expect(bytesOf(unpackbitsBounded(bufferOf(stored), 5))).toEqual(wanted.slice(0, 5));
});

it("stops Deflate at the block's size", async () => {
  const bomb = deflateSync(Buffer.alloc(1e7));
  expect((await inflateBounded(bufferOf(bomb), 1000)).byteLength).toBe(1000);
});

it("stops ZSTD at the block's size, and refuses a damaged stream instead of waiting for ever", async () => {
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
  // A block's header: is it the last, its kind (0 stored, 1 one byte repeated, 3 reserved), its size.
  const block = (isLast: 0 | 1, kind: number, size: number) => {
    const value = isLast + kind * 2 + size * 8;
    return [value & 255, (value >> 8) & 255, value >> 16];
  };
  const sound = bufferOf([...head, ...block(1, 0, 3), 7, 8, 9]);
  expect(bytesOf(await unzstdBounded(sound, 10))).toEqual([7, 8, 9]);
  const repeats = Array.from({ length: 20 }, () => [...block(0, 1, 100_000), 5]).flat();
  const endless = bufferOf([...head, ...repeats, ...block(1, 1, 1), 5]);
  expect((await unzstdBounded(endless, 150_000)).byteLength).toBe(150_000);
  const damaged = bufferOf([...head, ...block(0, 3, 50), 1, 2, 3, 4, 5, 6]);
  await expect(unzstdBounded(damaged, 100)).rejects.toThrow(/damaged/);
  // The next is read as if nothing had been.
  expect(bytesOf(await unzstdBounded(sound, 10))).toEqual([7, 8, 9]);
});

it("reads what JPEG and LERC claim of themselves", () => {
  const jpeg = [
    0xff, 0xd8, 0xff, 0xdb, 0, 4, 1, 2, 0xff, 0xff, 0xc0, 0, 17, 8, 0xff, 0xf0, 0x01, 0x02, 3, 0,
  ];
  expect(jpegSize(bufferOf(jpeg))).toEqual({ heightPx: 0xfff0, widthPx: 0x102 });
  expect(jpegSize(bufferOf([0xff, 0xd8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))).toBeNull();
  const lerc = new DataView(new ArrayBuffer(40));
  for (const [i, letter] of [..."Lerc2 "].entries()) lerc.setUint8(i, letter.charCodeAt(0));
  lerc.setInt32(6, 4, true);
  lerc.setInt32(14, 70_000, true);
  lerc.setInt32(18, 5, true);
  expect(lercSize(lerc.buffer)).toEqual({ heightPx: 70_000, widthPx: 5 });
  expect(lercSize(new ArrayBuffer(40))).toBeNull();
});
