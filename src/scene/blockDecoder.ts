// Decodes single blocks (strips or tiles) of a scanned TIFF with geotiff.js, never unpacking more than a block may hold.
import { addDecoder, BaseDecoder, getDecoder } from "geotiff";
import { AppError } from "../base/errors.ts";
import { inflateBounded, unzstdBounded } from "./boundedUnpacking.ts";
import {
  bytesPerSample,
  compressionName,
  decodedBlockBytes,
  type TiffLayout,
} from "./tiffLayout.ts";

/** Decodes one block's stored bytes to samples in the file's byte order. */
export type BlockDecoder = (stored: ArrayBuffer, block: number) => Promise<ArrayBuffer>;

type Bounds = ConstructorParameters<typeof BaseDecoder>[0] & { readonly maxBytes?: number };

class BoundedDeflate extends BaseDecoder {
  override decodeBlock(buffer: ArrayBuffer): Promise<ArrayBuffer> {
    return inflateBounded(buffer, (this.parameters as Bounds).maxBytes ?? 0);
  }
}

class BoundedZstd extends BaseDecoder {
  override decodeBlock(buffer: ArrayBuffer): Promise<ArrayBuffer> {
    return unzstdBounded(buffer, (this.parameters as Bounds).maxBytes ?? 0);
  }
}

addDecoder([8, 32946], async () => BoundedDeflate as never);
addDecoder(50000, async () => BoundedZstd as never);

/** LERC may be packed once more: it is unpacked here, within bounds, and not by its decoder. */
const LERC_PACKINGS: Readonly<Record<number, typeof inflateBounded>> = {
  1: inflateBounded,
  2: unzstdBounded,
};
/** What LERC stores of a block beside its pixels, at most. */
const LERC_EXTRA_BYTES = 2 ** 16;

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
    LercParameters: layout.lercParameters && [layout.lercParameters[0] ?? 4, 0],
    maxBytes: decodedBlockBytes(layout, 0),
  };
  const unpack =
    layout.compression === 34887 ? LERC_PACKINGS[layout.lercParameters?.[1] ?? 0] : null;
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
      const packed = await unpack?.(stored, 2 * parameters.maxBytes + LERC_EXTRA_BYTES);
      decoded = (await decoder.decode(packed ?? stored)) as ArrayBuffer;
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
