// A folder's files as one Blob, so that a product is opened, told again and kept as one file is. Nothing is read: the Blob
// refers to the files. Its form is that of a zip whose entries are stored, all fields in 64 bits and no checksums.

export type FolderFile = {
  /** With its folders, separated by "/". */
  readonly path: string;
  readonly file: Blob;
};

const VERSION = 45;
const LONG_ID = 1;
const UTF_8 = 0x0800;

/** The same files make the same bytes, in whatever order they come. */
export function packFolder(files: readonly FolderFile[]): Blob {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts: (Blob | ArrayBuffer)[] = [];
  const directory: ArrayBuffer[] = [];
  let at = 0;
  for (const { path, file } of sorted) {
    const name = new TextEncoder().encode(path);
    const local = localHeader(name, file.size);
    directory.push(directoryEntry(name, file.size, at));
    parts.push(local, file);
    at += local.byteLength + file.size;
  }
  const directoryBytes = directory.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return new Blob([...parts, ...directory, endOf(sorted.length, directoryBytes, at)]);
}

function localHeader(name: Uint8Array, size: number): ArrayBuffer {
  const header = new DataView(new ArrayBuffer(30 + name.length + 20));
  header.setUint32(0, 0x04034b50, true);
  header.setUint16(4, VERSION, true);
  header.setUint16(6, UTF_8, true);
  header.setUint32(18, 0xffffffff, true);
  header.setUint32(22, 0xffffffff, true);
  header.setUint16(26, name.length, true);
  header.setUint16(28, 20, true);
  new Uint8Array(header.buffer).set(name, 30);
  setLong(header, 30 + name.length, [size, size]);
  return header.buffer;
}

function directoryEntry(name: Uint8Array, size: number, at: number): ArrayBuffer {
  const entry = new DataView(new ArrayBuffer(46 + name.length + 28));
  entry.setUint32(0, 0x02014b50, true);
  entry.setUint16(4, VERSION, true);
  entry.setUint16(6, VERSION, true);
  entry.setUint16(8, UTF_8, true);
  entry.setUint32(20, 0xffffffff, true);
  entry.setUint32(24, 0xffffffff, true);
  entry.setUint16(28, name.length, true);
  entry.setUint16(30, 28, true);
  entry.setUint32(42, 0xffffffff, true);
  new Uint8Array(entry.buffer).set(name, 46);
  setLong(entry, 46 + name.length, [size, size, at]);
  return entry.buffer;
}

function setLong(view: DataView, at: number, numbers: readonly number[]): void {
  view.setUint16(at, LONG_ID, true);
  view.setUint16(at + 2, 8 * numbers.length, true);
  for (const [i, number] of numbers.entries())
    view.setBigUint64(at + 4 + 8 * i, BigInt(number), true);
}

function endOf(count: number, directoryBytes: number, directoryAt: number): ArrayBuffer {
  const end = new DataView(new ArrayBuffer(56 + 20 + 22));
  end.setUint32(0, 0x06064b50, true);
  end.setBigUint64(4, 44n, true);
  end.setUint16(12, VERSION, true);
  end.setUint16(14, VERSION, true);
  end.setBigUint64(24, BigInt(count), true);
  end.setBigUint64(32, BigInt(count), true);
  end.setBigUint64(40, BigInt(directoryBytes), true);
  end.setBigUint64(48, BigInt(directoryAt), true);
  end.setUint32(56, 0x07064b50, true);
  end.setBigUint64(64, BigInt(directoryAt + directoryBytes), true);
  end.setUint32(72, 1, true);
  end.setUint32(76, 0x06054b50, true);
  end.setUint16(84, 0xffff, true);
  end.setUint16(86, 0xffff, true);
  end.setUint32(88, 0xffffffff, true);
  end.setUint32(92, 0xffffffff, true);
  return end.buffer;
}
