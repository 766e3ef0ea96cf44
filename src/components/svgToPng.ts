// A figure in SVG as a PNG, drawn by the browser.
import { AppError } from "../base/errors.ts";

/** As asked of print. */
const PIXELS_PER_POINT = 300 / 72;

/** White where the figure has nothing. Its size in points is its view box. */
export async function svgToPng(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const [, width = "", height = ""] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(Number(width) * PIXELS_PER_POINT);
    canvas.height = Math.round(Number(height) * PIXELS_PER_POINT);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new AppError("export-failed", "The browser did not draw the figure.");
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}
