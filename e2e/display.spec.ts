// How the picture is shown: filters, decibels and contrast change what is seen, are remembered, and never reach the network,
// whose own input can be looked at beside them.
import { expect, type Page, test } from "@playwright/test";
import { App } from "./app.ts";

/** Mean grey and mean step between neighbours, of the middle of the map as drawn. */
async function look(page: Page): Promise<{ grey: number; roughness: number }> {
  const app = new App(page);
  const [x, y] = await app.onMap(0.4, 0.4);
  const image = await page.screenshot({ clip: { x, y, width: 160, height: 120 } });
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("No canvas.");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let [grey, steps] = [0, 0];
    for (let i = 4; i < data.length; i += 4) {
      grey += data[i] ?? 0;
      steps += Math.abs((data[i] ?? 0) - (data[i - 4] ?? 0));
    }
    return { grey: (4 * grey) / data.length, roughness: (4 * steps) / data.length };
  }, image.toString("base64"));
}

test("a speckle filter smooths the picture, tells the values as read, and is remembered", async ({
  page,
}) => {
  const app = new App(page);
  await app.openDemo();
  for (let i = 0; i < 4; i++) await page.keyboard.press("+");
  const value = () => page.locator(".status-line .cursor").textContent();
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect.poll(value).toMatch(/\d/);
  const told = await value();
  const before = await look(page);
  await app.inspector.getByLabel("Speckle filter").selectOption("refined Lee");
  await app.inspector.getByLabel("Looks").fill("1");
  await expect.poll(async () => (await look(page)).roughness).toBeLessThan(0.6 * before.roughness);
  await app.cursorAt(await app.onMap(0.5, 0.5));
  await expect.poll(value).toBe(told);
  await app.inspector.getByLabel("Scale").selectOption("decibels");
  await expect(app.inspector.getByText(/values are taken for amplitude/)).toBeVisible();
  await app.inspector.getByLabel("Even out local contrast").check();
  expect(await app.seriousFindings()).toEqual([]);
  await app.saved();
  await page.reload();
  await expect(app.inspector.getByLabel("Speckle filter")).toHaveValue("refined-lee");
  await expect(app.inspector.getByLabel("Scale")).toHaveValue("decibel");
  await expect(app.inspector.getByLabel("Even out local contrast")).toBeChecked();
  await app.button("Reset the picture").click();
  await expect(app.inspector.getByLabel("Speckle filter")).toHaveValue("none");
  expect(app.complaints).toEqual([]);
});

test("the network's input can be looked at beside the picture, and no choice of display changes it", async ({
  page,
}) => {
  const app = new App(page);
  await app.openDemo("?backend=wasm");
  const shown = await look(page);
  await app.button("Show What the network sees").click();
  await expect(app.message).toContainText("what the network is given", { timeout: 60_000 });
  await expect.poll(async () => Math.abs((await look(page)).grey - shown.grey)).toBeGreaterThan(3);
  const input = await look(page);
  // The scene's own picture below changes; what lies over it does not.
  await app.inspector.getByLabel("Speckle filter").selectOption("median");
  await app.inspector.getByLabel("Scale").selectOption("decibels");
  await page.waitForTimeout(1500);
  await expect.poll(() => look(page)).toEqual(input);
  await app.button("Show What the network sees").click();
  await app.button("Compare with the network's input").click();
  await expect(page.getByText("Left: the scene, right: what the network sees")).toBeVisible();
  expect(await app.seriousFindings()).toEqual([]);
  await app.button("End the comparison").first().click();
  await expect(page.getByText("Left: the scene")).toBeHidden();
  expect(app.complaints).toEqual([]);
});
