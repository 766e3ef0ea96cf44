// Files at addresses, against real servers on this computer: parts, caches, faults, and what is said of each fault.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { type FileServer, serveFiles } from "../../test/fixtures/fileServer.ts";
import { sharedPath } from "../../test/fixtures/sharedData.ts";
import { writeTinyTiff } from "../../test/fixtures/tinyTiff.ts";
import { checkAddress, nameOfAddress } from "./address.ts";
import { createBlockCache } from "./blockCache.ts";
import { fileFingerprint } from "./fileFingerprint.ts";
import { openScene } from "./openScene.ts";
import { openRemoteFile } from "./remoteFile.ts";
import { sampleTile } from "./sceneTile.ts";

const servers: FileServer[] = [];
async function serve(...given: Parameters<typeof serveFiles>): Promise<FileServer> {
  const server = await serveFiles(...given);
  servers.push(server);
  return server;
}
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 2654435761) >>> 24);
const isSame = (a: Float32Array, b: Float32Array) =>
  a.length === b.length && a.every((value, i) => value === b[i]);
const FAST = { waitMs: 1 };

it("reads any parts as the file has them, whatever the sizes of blocks, requests and cache", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 1, max: 2000 }),
      fc.array(fc.tuple(fc.nat(3200), fc.nat(900)), { maxLength: 20 }),
      async (size, blockBytes, keepBytes, requestBytes, parts) => {
        const bytes = noise(size);
        const read = createBlockCache(
          size,
          async (start, end) => {
            expect(start < end && end <= size).toBe(true);
            expect(end - start <= Math.max(requestBytes, blockBytes)).toBe(true);
            return bytes.slice(start, end);
          },
          { blockBytes, keepBytes, requestBytes },
        );
        const all = await Promise.all(parts.map(([start, length]) => read(start, start + length)));
        for (const [i, [start = 0, length = 0]] of parts.entries())
          expect(new Uint8Array(all[i] ?? new ArrayBuffer(1))).toEqual(
            bytes.slice(start, start + length),
          );
      },
    ),
  );
});

it("fetches neighbours together, nothing twice, and further ahead the longer a file is read on", async () => {
  const ranges: string[] = [];
  const read = createBlockCache(
    10_000,
    async (start, end) => {
      ranges.push(`${start}-${end}`);
      return noise(end - start);
    },
    { blockBytes: 100 },
  );
  await Promise.all([read(450, 760), read(500, 520)]);
  await read(400, 800);
  expect(ranges).toEqual(["400-800"]);
  ranges.length = 0;
  for (let at = 2000; at < 5000; at += 100) await read(at, at + 100);
  // 30 blocks; one by one they would be 30 requests.
  expect(ranges.length).toBeLessThan(8);
  ranges.length = 0;
  for (const at of [9000, 7000, 8000, 6500]) await read(at, at + 50);
  expect(ranges).toEqual(["9000-9100", "7000-7100", "8000-8100", "6500-6600"]);
});

it("opens a scene by parts and fetches nothing twice", async () => {
  const [widthPx, heightPx] = [1000, 3000];
  const pixels = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => (i * 7919) >>> 8);
  const bytes = writeTinyTiff({ widthPx, heightPx, bitsPerSample: 8, sampleFormat: 1, pixels });
  const server = await serve({ "a b.tif": { bytes } });
  const file = await openRemoteFile({ address: `${server.url}a%20b.tif` });
  expect(file.size).toBe(bytes.length);
  const name = nameOfAddress(file.address);
  expect(name).toBe("a b.tif");
  const far = await openScene(file, name);
  const near = await openScene(new Blob([bytes]), name);
  // Of a file at an address fewer pixels are measured.
  const { statistics } = near.scene;
  expect({ ...far.scene, id: "", statistics }).toEqual({ ...near.scene, id: "" });
  expect(far.scene.statistics.mean).toBeCloseTo(statistics.mean, -1);
  const foot = { firstCol: 0, firstRow: 2990, widthPx, heightPx: 10 };
  const rows = await far.stored.readWindow(0, foot);
  expect(isSame(rows, await near.stored.readWindow(0, foot))).toBe(true);
  expect(file.fetchedBytes()).toBe(server.sentBytes());
  const { values } = await far.readBand(0);
  expect(isSame(values, (await near.readBand(0)).values)).toBe(true);
  expect(server.sentBytes()).toBeLessThan(1.1 * bytes.length);
});

const cog = sharedPath("data/scenes/vanderford_bathymetry_epsg3031_cog.tif");

it.skipIf(cog === null)("fetches little of a cloud-optimised file to show all of it", async () => {
  const bytes = new Uint8Array(readFileSync(cog ?? ""));
  const server = await serve({ "cog.tif": { bytes } });
  const open = await openScene(
    await openRemoteFile({ address: `${server.url}cog.tif` }),
    "cog.tif",
  );
  const near = await openScene(new Blob([bytes]), "cog.tif");
  const size = { widthPx: 256, heightPx: 256 };
  const far = await sampleTile(open, 0, open.scene.bounds, size);
  const shown = await sampleTile(near, 0, near.scene.bounds, size);
  const share = server.sentBytes() / bytes.length;
  console.log(
    `${Math.round(100 * share)} % of ${bytes.length} bytes fetched for the whole picture`,
  );
  expect(share).toBeLessThan(0.5);
  // The file's own overviews against means of its pixels.
  const differences = far.values
    .map((value, i) => Math.abs(value - (shown.values[i] as number)))
    .filter((value) => !Number.isNaN(value))
    .sort();
  expect(differences.length).toBeGreaterThan(5_000);
  expect(differences[differences.length >> 1]).toBeLessThan(20);
});

it("tells a file at an address again by few of its parts, and a copy on the disk with it", async () => {
  const bytes = noise(3_000_000);
  const server = await serve({ a: { bytes } });
  const file = await openRemoteFile({ address: `${server.url}a` });
  const told = await fileFingerprint(file);
  expect(server.sentBytes()).toBeLessThan(1_300_000);
  expect(await fileFingerprint(new Blob([bytes]), told)).toBe(told);
  expect(await fileFingerprint(new Blob([bytes]))).not.toBe(told);
  bytes[1_500_000] = (bytes[1_500_000] ?? 0) ^ 1;
  expect(await fileFingerprint(new Blob([bytes]), told)).not.toBe(told);
});

it("opens from servers that hide their headers from other pages", async () => {
  const bytes = noise(200_000);
  const server = await serve({ a: { bytes } });
  // As a browser shows an answer whose server exposes nothing.
  const blind: typeof fetch = async (...given) => {
    const response = await fetch(...given);
    const headers = new Headers(response.headers);
    for (const name of ["content-range", "etag"]) headers.delete(name);
    return new Response(response.body, { status: response.status, headers });
  };
  const file = await openRemoteFile({ address: `${server.url}a` }, { fetch: blind });
  expect(file.size).toBe(200_000);
  expect(server.asked.map(({ method }) => method)).toEqual(["GET", "HEAD"]);
});

it("explains a server without ranges, and takes the file whole where that is allowed", async () => {
  const bytes = noise(200_000);
  const server = await serve({ a: { bytes } }, { ranges: false });
  const address = `${server.url}a`;
  await expect(openRemoteFile({ address })).rejects.toMatchObject({
    code: "address-whole-only",
    message: expect.stringContaining("0.2 MB"),
  });
  await expect(openRemoteFile({ address, wholeUpToBytes: 1000 })).rejects.toMatchObject({
    code: "file-too-large",
  });
  const file = await openRemoteFile({ address, wholeUpToBytes: 1e6 });
  expect(new Uint8Array(await file.slice(150_000, 150_010).arrayBuffer())).toEqual(
    bytes.slice(150_000, 150_010),
  );
  // Chunked: the length is only known at the end.
  const endless = await serve(
    {},
    {
      answer: (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(noise(50_000)), 1);
        response.on("close", () => clearInterval(timer));
        return true;
      },
    },
  );
  await expect(
    openRemoteFile({ address: endless.url, wholeUpToBytes: 300_000 }),
  ).rejects.toMatchObject({ code: "file-too-large" });
});

it.each([
  [401, "address-refused", /sign-in/, 1],
  [403, "address-refused", /not allowed/, 1],
  [404, "address-refused", /no such file/, 1],
  [503, "address-refused", /trouble of its own/, 4],
])("status %i ends in %s", async (status, code, message, tries) => {
  const server = await serve(
    {},
    {
      answer: (_, response) => {
        response.writeHead(status).end();
        return true;
      },
    },
  );
  await expect(openRemoteFile({ address: server.url }, FAST)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(server.asked).toHaveLength(tries);
});

it("tries again after a lost connection and a busy server, and says so when nobody is there", async () => {
  let count = 0;
  const bytes = noise(100);
  const server = await serve(
    { a: { bytes } },
    {
      answer: (request, response) => {
        count++;
        if (count === 1) request.socket.destroy();
        else if (count === 2) response.writeHead(503).end();
        return count <= 2;
      },
    },
  );
  const file = await openRemoteFile({ address: `${server.url}a` }, FAST);
  expect(file.size).toBe(100);
  expect(count).toBe(3);
  await server.close();
  await expect(openRemoteFile({ address: `${server.url}a` }, FAST)).rejects.toMatchObject({
    code: "address-unreachable",
    message: expect.stringContaining("could not be reached"),
  });
});

it("gives up on silence, and at once when told to", async () => {
  const server = await serve({}, { answer: () => true });
  await expect(
    openRemoteFile({ address: server.url }, { ...FAST, silenceMs: 20 }),
  ).rejects.toMatchObject({
    code: "address-unreachable",
    message: expect.stringContaining("nothing came"),
  });
  const abort = new AbortController();
  const opening = openRemoteFile({ address: server.url }, { signal: abort.signal });
  const reason = new Error("changed my mind");
  abort.abort(reason);
  await expect(opening).rejects.toBe(reason);
});

it("refuses to mix two states of a file, and reads nothing when closed", async () => {
  const server = await serve({ a: { bytes: noise(500_000) } });
  const file = await openRemoteFile({ address: `${server.url}a` });
  await file.slice(0, 10).arrayBuffer();
  server.files.set("a", { bytes: noise(500_000).map((byte) => byte ^ 1) });
  await expect(file.slice(300_000, 300_010).arrayBuffer()).rejects.toMatchObject({
    code: "file-unreadable",
    message: expect.stringContaining("was changed"),
  });
  file.close();
  await expect(file.slice(400_000, 400_010).arrayBuffer()).rejects.toMatchObject({
    code: "scene-closed",
  });
});

it("says what is empty", async () => {
  const server = await serve({ a: { bytes: "" } });
  await expect(openRemoteFile({ address: `${server.url}a` })).rejects.toMatchObject({
    code: "file-empty",
  });
});

it.each([
  ["a.tif", /no address/],
  ["ftp://example.org/a.tif", /no address/],
  ["https://me:secret@example.org/a.tif", /name or password/],
  ["http://example.org/a.tif", /plain http/],
])("refuses %s on a page that came by https", (text, message) => {
  expect(() => checkAddress(text, "https:")).toThrow(message);
});

it("takes https everywhere, http on a page of http and from the own computer", () => {
  expect(checkAddress(" https://example.org/a b.tif#x ", "https:")).toBe(
    "https://example.org/a%20b.tif",
  );
  expect(checkAddress("http://example.org/a.tif", "http:")).toBe("http://example.org/a.tif");
  expect(checkAddress("http://localhost:8000/a.tif", "https:")).toBe("http://localhost:8000/a.tif");
  expect(nameOfAddress("https://example.org/x/S1%2Fa.tif?token=1")).toBe("S1_a.tif");
  expect(nameOfAddress("https://example.org/")).toBe("example.org");
});
