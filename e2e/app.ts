// The app as a person meets it: what can be seen and done, by its names on the screen.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Download, Page } from "@playwright/test";

export class App {
  readonly page: Page;
  /** What the browser complained about, security policy included. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  async open(query = ""): Promise<void> {
    // The browser's own picker cannot be driven; without it the page asks through a file field.
    await this.page.addInitScript(() => Reflect.deleteProperty(window, "showOpenFilePicker"));
    await this.page.goto(`./${query}`);
  }

  /** From the next page on, the browser's dialog for files answers with this one of its private disk. */
  async pickerAnswers(picker: "showOpenFilePicker" | "showSaveFilePicker", name: string) {
    await this.page.addInitScript(
      ([key, file]) => {
        Object.assign(window, {
          [key]: async () => {
            const folder = await navigator.storage.getDirectory();
            const handle = await folder.getFileHandle(file, { create: true });
            return key === "showSaveFilePicker" ? handle : [handle];
          },
        });
      },
      [picker, name] as const,
    );
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name, exact: true });
  }

  get map() {
    return this.page.getByRole("application", { name: "Map of the scene" });
  }

  /** Waits until a scene is shown and can be worked on. */
  async sceneShown(): Promise<void> {
    await this.fact("CRS").waitFor();
    await this.page.locator('[role="application"][aria-busy="false"]').waitFor();
  }

  /** Screen coordinates of a place given in shares of the map's width and height. */
  async onMap(x01: number, y01: number): Promise<[number, number]> {
    const box = await this.map.boundingBox();
    if (box === null) throw new Error("The map is not on the screen.");
    return [box.x + box.width * x01, box.y + box.height * y01];
  }

  /** Moves the pointer there and tells its shape: "pointer" over a front. */
  async cursorAt([x, y]: readonly [number, number]): Promise<string> {
    await this.page.mouse.move(x + 1, y);
    await this.page.mouse.move(x, y);
    return this.map.evaluate((element) => getComputedStyle(element).cursor);
  }

  /** Easting and northing under the pointer, as the status line tells them. */
  async cursorPlace(): Promise<[number, number]> {
    const text = await this.page.locator(".status-line .cursor > span").first().textContent();
    const [, east = "", north = ""] = /E (.*) N (.*)/.exec(text ?? "") ?? [];
    const number = (part: string) => Number(part.replaceAll("−", "-").replace(/[^-\d]/g, ""));
    return [number(east), number(north)];
  }

  /** What the status line says of an attention layer under the pointer. */
  weight(layer: "attended" | "received") {
    return this.page.locator(".status-line .cursor > span").filter({ hasText: layer });
  }

  /** Where a place of the map lies on the screen, found with the pointer at two corners. */
  async screenOf([east, north]: readonly [number, number]): Promise<[number, number]> {
    const [near, far] = [await this.onMap(0.3, 0.3), await this.onMap(0.7, 0.7)];
    await this.cursorAt(near);
    const [nearEast, nearNorth] = await this.cursorPlace();
    await this.cursorAt(far);
    const [farEast, farNorth] = await this.cursorPlace();
    return [
      near[0] + ((east - nearEast) / (farEast - nearEast)) * (far[0] - near[0]),
      near[1] + ((north - nearNorth) / (farNorth - nearNorth)) * (far[1] - near[1]),
    ];
  }

  async openDemo(query = ""): Promise<void> {
    await this.open(query);
    await this.button("Open the demo fjord").click();
    await this.sceneShown();
  }

  async demoWithFront(): Promise<void> {
    await this.openDemo();
    await this.drawFront();
  }

  /** The scene's first front, by keys, from the middle of the map to the right. */
  async drawFront(): Promise<void> {
    const { keyboard } = this.page;
    await this.map.focus();
    await keyboard.press("d");
    await keyboard.press("Space");
    await keyboard.press("ArrowRight");
    await keyboard.press("Space");
    await keyboard.press("Enter");
    await this.fronts.first().waitFor();
  }

  /** Clicks a line together; places as shares of the map's width and height. */
  async drawThrough(places: readonly (readonly [number, number])[]): Promise<void> {
    await this.page.keyboard.press("d");
    await this.button("Finish").waitFor();
    for (const [x, y] of places) await this.page.mouse.click(...(await this.onMap(x, y)));
    await this.page.keyboard.press("Enter");
  }

  /** Dropped together, as from a file manager. */
  async dropFiles(paths: readonly string[]): Promise<void> {
    await this.drop(paths.map((path) => ({ name: basename(path), bytes: readFileSync(path) })));
  }

  /** What the status line says last. */
  get message() {
    return this.page.locator(".status-line output.message");
  }

  get inspector() {
    return this.page.getByRole("complementary", { name: "Inspector" });
  }

  get fronts() {
    return this.inspector.getByRole("button", { name: /^Front \d/ });
  }

  /** Its name and whether it is saved. */
  get project() {
    return this.page.getByRole("button", { name: /^Project / });
  }

  /** Waits until everything done is on the disk. */
  async saved(): Promise<void> {
    await this.page.getByRole("button", { name: /^Project .* saved (just now|\d)/ }).waitFor();
  }

  get alert() {
    return this.page.getByRole("alert");
  }

  /** A fact of the inspector, by its name. */
  fact(term: string) {
    return this.inspector.getByRole("term").filter({ hasText: term }).locator("xpath=../dd");
  }

  async drop(files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
    const transferred = files.map(({ name, bytes }) => ({
      name,
      base64: Buffer.from(bytes).toString("base64"),
    }));
    const dataTransfer = await this.page.evaluateHandle((entries) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of entries)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return transfer;
    }, transferred);
    await this.page.dispatchEvent("body", "dragover", { dataTransfer });
    await this.page.dispatchEvent("body", "drop", { dataTransfer });
  }

  dropFile(path: string): Promise<void> {
    return this.dropFiles([path]);
  }

  /** Drags the folders or files at these places on the disk into the page, as a file manager does. */
  async dropFromDisk(...paths: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
    await session.detach();
  }

  /** How often Predict runs its networks, and what that costs. */
  get runs() {
    return this.inspector.getByText(/^Predict takes/);
  }

  /** What shows or hides a layer. */
  layer(title: string) {
    return this.button(`Show ${title}`);
  }

  get models() {
    return this.page.getByRole("combobox", { name: "Model that predicts" });
  }

  /** Chooses files in the dialog that adds a model. */
  async addModel(paths: readonly string[]): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.button("Add a model…").click();
    await (await chooser).setFiles([...paths]);
  }

  /** Chooses a training run's folder in the inspector. */
  async openRun(folder: string): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.button("Open a training run…").click();
    await (await chooser).setFiles(folder);
  }

  /** The learning curves of a training run, which choose among its kept epochs. */
  epochSlider(run: string) {
    return this.page.getByRole("slider", { name: `Kept epoch of ${run}`, exact: true });
  }

  /** Opens the view "Inside the network". */
  async lookInside() {
    await this.button("Look inside the network: compare, epochs, take apart").click();
    const dialog = this.page.getByRole("dialog", { name: "Inside the network" });
    await dialog.waitFor();
    return dialog;
  }

  /** The picture of a pane in it. */
  pane(title: string) {
    return this.page.getByRole("img", { name: new RegExp(`^${title}\\. Arrows`) });
  }

  /** Hands in the mask of a known front there. */
  async chooseMask(path: string): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.button("From a mask…").click();
    await (await chooser).setFiles(path);
  }

  async predict(): Promise<void> {
    await this.button("Predict").click();
    await this.fact("Ran on").waitFor({ timeout: 180_000 });
  }

  /** Exports with the given choices and answers the file that lands in the download folder. */
  async export(format: string, system: RegExp, profile?: string): Promise<Download> {
    const dialog = await this.exportDialog();
    await dialog.getByLabel("Format").selectOption({ label: format });
    if (profile !== undefined) await dialog.getByLabel("Profile").selectOption({ label: profile });
    // Profiles and formats with one coordinate system leave no choice.
    if (await dialog.getByLabel("Coordinate system").isDisabled()) return this.exportNow();
    const systems = dialog.getByLabel("Coordinate system");
    const labels = await systems.getByRole("option").allTextContents();
    await systems.selectOption({ label: labels.find((label) => system.test(label)) ?? "" });
    return this.exportNow();
  }

  async exportDialog() {
    await this.button("Export…").click();
    return this.page.getByRole("dialog", { name: "Export fronts" });
  }

  /** With the choices as they stand in the open dialog. */
  async exportNow(): Promise<Download> {
    const dialog = this.page.getByRole("dialog", { name: "Export fronts" });
    const download = this.page.waitForEvent("download", { timeout: 120_000 });
    await dialog.getByRole("button", { name: "Export" }).click();
    return download;
  }

  /** Chooses files with fronts and waits for the dialog that says what is in them. */
  async chooseFronts(paths: readonly string[]) {
    const chooser = this.page.waitForEvent("filechooser");
    await this.button("Import fronts…").click();
    await (await chooser).setFiles([...paths]);
    return this.page.getByRole("dialog", { name: "Import fronts" });
  }

  /** What would stop somebody who cannot see or point. */
  async seriousFindings(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }
}
