// When the map first shows something of a scene, as the page itself sees it: taking screenshots of a page that is drawn
// without a graphics card costs more than what is measured.
import type { Page } from "@playwright/test";

type Seen = { chosenAt?: number; shownAt?: number };

/** To be called before the page is opened. */
export async function watchFirstPicture(page: Page) {
  await page.addInitScript(() => {
    const seen: Seen = {};
    Object.assign(window, { firstPicture: seen });
    addEventListener("change", () => (seen.chosenAt ??= performance.now()), true);
    const [width, height] = [64, 40];
    const small = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    /** Whether more than a fiftieth of what is drawn is bright, as no empty map is. */
    function showsPicture(canvas: HTMLCanvasElement | OffscreenCanvas): boolean {
      if (small === null) return false;
      small.clearRect(0, 0, width, height);
      small.drawImage(canvas, 0, 0, width, height);
      const { data } = small.getImageData(0, 0, width, height);
      let bright = 0;
      for (let i = 0; i < data.length; i += 4) if ((data[i] ?? 0) > 90) bright++;
      return bright > 0.02 * width * height;
    }
    for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext]) {
      const draw = prototype.drawElements;
      let isDue = false;
      prototype.drawElements = function (...what) {
        draw.apply(this, what);
        if (isDue || seen.shownAt !== undefined) return;
        isDue = true;
        // Once the frame is drawn, and before it is handed on and the canvas is empty again.
        queueMicrotask(() => {
          isDue = false;
          if (showsPicture(this.canvas)) seen.shownAt = performance.now();
        });
      };
    }
  });
  return {
    /** From when the page heard of the chosen file until a picture of the scene is on the map's canvas. */
    seconds: async (): Promise<number> => {
      const handle = await page.waitForFunction(
        () => {
          const { chosenAt, shownAt } = (window as unknown as { firstPicture: Seen }).firstPicture;
          return chosenAt !== undefined && shownAt !== undefined ? shownAt - chosenAt : null;
        },
        null,
        { polling: 200, timeout: 60_000 },
      );
      return ((await handle.jsonValue()) ?? Number.NaN) / 1000;
    },
  };
}
