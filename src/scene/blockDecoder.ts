// Decodes single blocks (strips or tiles) of a scanned TIFF with geotiff.js, never unpacking more than a block may hold.
import { addDecoder, BaseDecoder, getDecoder } from "geotiff";
import { AppError } from "../base/errors.ts";
import {
  bytesPerSample,
  compressionName,
  decodedBlockBytes,
  type TiffLayout,
} from "./tiffLayout.ts";

/** Decodes one block's stored bytes to samples in the file's byte order. */
export type BlockDecoder = (stored: ArrayBuffer, block: number) => Promise<ArrayBuffer>;

type DeflateParameters = ConstructorParameters<typeof BaseDecoder>[0] & { maxBytes?: number };

/** The platform's inflate, stopped at the block's size: a hostile stream may go on for gigabytes. */
class BoundedDeflate extends BaseDecoder {
  override async decodeBlock(buffer: ArrayBuffer): Promise<ArrayBuffer> {
    const { maxBytes = 0 } = this.parameters as DeflateParameters;
    const inflated = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("deflate"));
    const out = new Uint8Array(maxBytes);
    let filled = 0;
    const reader = inflated.getReader();
    // Read on to the stream's end even when the block is full: only there is its checksum compared.
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const piece = value.subarray(0, maxBytes - filled);
      out.set(piece, filled);
      filled += piece.length;
      if (piece.length < value.length) {
        await reader.cancel();
        break;
      }
    }
    return filled === maxBytes ? out.buffer : out.buffer.slice(0, filled);
  }
}

addDecoder([8, 32946], async () => BoundedDeflate as never);

/** Every failure of the decoder is `file-corrupt`: the header was sound. */
export async function openBlockDecoder(layout: TiffLayout): Promise<BlockDecoder> {
  const parameters = {
    tileWidth: layout.blockWidthPx,
    tileHeight: layout.blockHeightPx,
    planarConfiguration: layout.isPlanar ? 2 : 1,
    bitsPerSample: new Array<number>(layout.isPlanar ? 1 : layout.samplesPerPixel).fill(
      bytesPerSample(layout) * 8,
    ),
    samplesPerPixel: layout.samplesPerPixel,
    predictor: layout.predictor,
    JPEGTables: layout.jpegTables ?? undefined,
    LercParameters: layout.lercParameters ?? undefined,
    maxBytes: decodedBlockBytes(layout, 0),
  };
  let decoder: BaseDecoder;
  try {
    decoder = await getDecoder(layout.compression, parameters as never);
  } catch (cause) {
    const name = compressionName(layout.compression);
    throw new AppError("file-unsupported", `${name} compression cannot be decoded here.`, {
      cause,
    });
  }
  return async (stored, block) => {
    let decoded: ArrayBuffer;
    try {
      decoded = (await decoder.decode(stored)) as ArrayBuffer;
    } catch (cause) {
      throw damaged(block, cause);
    }
    if (decoded.byteLength < decodedBlockBytes(layout, block)) throw damaged(block, null);
    return decoded;
  };
}

function damaged(block: number, cause: unknown): AppError {
  const why = cause instanceof Error && cause.message !== "" ? ` (${cause.message})` : "";
  return new AppError("file-corrupt", `Block ${block} of the picture is damaged${why}.`, { cause });
}
