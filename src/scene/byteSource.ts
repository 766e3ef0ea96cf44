// What a file must give so that it can be read as a scene: a Blob gives it, and so does a file at an address.

export type ByteSource = {
  /** Bytes. */
  readonly size: number;
  /** Bytes `[start, end)`; what lies beyond the end is left out. */
  readonly slice: (
    start: number,
    end: number,
  ) => { readonly arrayBuffer: () => Promise<ArrayBuffer> };
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
};

/** For programs that read Blobs alone; a file at an address is fetched whole. */
export async function asBlob(file: ByteSource): Promise<Blob> {
  return file instanceof Blob ? file : new Blob([await file.arrayBuffer()]);
}
