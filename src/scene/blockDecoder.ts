// Decodes single blocks (strips or tiles) of a scanned TIFF with geotiff.js, never unpacking more than a block may hold.
import { addDecoder, BaseDecoder, getDecoder } from "geotiff";
import { AppError } from "../base/errors.ts";
import { unlzwBounded, unpackbitsBounded } from "./boundedRuns.ts";
import { inflateBounded, unzstdBounded } from "./boundedUnpacking.ts";
import { jpegSize, lercSize } from "./claimedSize.ts";
import {
  bytesPerSample,
  compressionName,
  decodedBlockBytes,
  type TiffLayout,
} from "./tiffLayout.ts";

/** Decodes one block's stored bytes to samples in the file's byte order. */
export type BlockDecoder = (stored: ArrayBuffer, block: number) => Promise<ArrayBuffer>;

type Bounds = ConstructorParameters<typeof BaseDecoder>[0] & { readonly maxBytes?: number };

type Unpack = (stored: ArrayBuffer, maxBytes: number) => ArrayBuffer | Promise<ArrayBuffer>;

/** What unpacks bytes to bytes, never more than a block has; the predictor is the base's. */
function byteDecoder(unpack: Unpack) {
  return class extends BaseDecoder {
    override async decodeBlock(buffer: ArrayBuffer): Promise<ArrayBuffer> {
      return unpack(buffer, (this.parameters as Bounds).maxBytes ?? 0);
    }
  };
}

for (const [codes, unpack] of [
  [[5], unlzwBounded],
  [[8, 32946], inflateBounded],
  [[32773], unpackbitsBounded],
  [[50000], unzstdBounded],
] as const) {
  const decoder = byteDecoder(unpack);
  addDecoder([...codes], async () => decoder as never);
}

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
      const bare = await unpack?.(stored, 2 * parameters.maxBytes + LERC_EXTRA_BYTES);
      decoded = (await decoder.decode(requireOwnSize(bare ?? stored, layout))) as ArrayBuffer;
    } catch (cause) {
      throw damaged(block, cause);
    }
    if (decoded.byteLength < decodedBlockBytes(layout, block)) throw damaged(block, null);
    return decoded;
  };
}

/** Rows and columns that a codec may add to fill its own cells. */
const MOST_FILL_PX = 64;

/** Throws where a block says of itself that it is larger than the file says: decoders allocate by its own words. */
function requireOwnSize(stored: ArrayBuffer, layout: TiffLayout): ArrayBuffer {
  const { blockHeightPx, blockWidthPx, compression } = layout;
  const size =
    compression === 7 ? jpegSize(stored) : compression === 34887 ? lercSize(stored) : null;
  const isSound =
    size === null ||
    (size.widthPx <= blockWidthPx + MOST_FILL_PX && size.heightPx <= blockHeightPx + MOST_FILL_PX);
  if (!isSound) throw new Error(`it claims ${size.widthPx} x ${size.heightPx} pixels`);
  return stored;
}

function damaged(block: number, cause: unknown): AppError {
  const why = cause instanceof Error && cause.message !== "" ? ` (${cause.message})` : "";
  return new AppError("file-corrupt", `Block ${block} of the picture is damaged${why}.`, { cause });
}
