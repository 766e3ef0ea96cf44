// What a block of JPEG or LERC claims of its own size, read before a decoder allocates for it.

export type ClaimedSize = { readonly widthPx: number; readonly heightPx: number };

/** Of the first frame header; null where there is none. */
export function jpegSize(stored: ArrayBuffer): ClaimedSize | null {
  const view = new DataView(stored);
  let at = 2;
  while (at + 9 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker >>> 8 !== 0xff) return null;
    const isFrame =
      marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
    // Fill bytes, and markers that stand alone.
    const isAlone = marker === 0xffff || marker === 0xffd8 || marker === 0xff01;
    at += isAlone ? (marker === 0xffff ? 1 : 2) : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

/** Null for what is no LERC. */
export function lercSize(stored: ArrayBuffer): ClaimedSize | null {
  const view = new DataView(stored);
  const text = new TextDecoder("latin1").decode(stored.slice(0, 10));
  const isSecond = text.startsWith("Lerc2 ");
  if (!isSecond && text !== "CntZImage ") return null;
  if (view.byteLength < 30) return null;
  // Later versions have a checksum before the size.
  const at = isSecond ? (view.getInt32(6, true) >= 3 ? 14 : 10) : 18;
  return { heightPx: view.getInt32(at, true), widthPx: view.getInt32(at + 4, true) };
}
