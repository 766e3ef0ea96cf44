// The built site offers exactly the models that lie in public/models.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("dist/models/index.json lists the folders of public/models that hold a card, and their cards", () => {
  const folders = readdirSync("public/models").filter((name) =>
    existsSync(`public/models/${name}/card.json`),
  );
  const listed: { folder: string; card: unknown }[] = JSON.parse(
    readFileSync("dist/models/index.json", "utf8"),
  );
  expect(listed.map(({ folder }) => folder).sort()).toEqual(folders.sort());
  expect(folders).toContain("attention-unet");
  for (const { folder, card } of listed)
    expect(card).toEqual(JSON.parse(readFileSync(`public/models/${folder}/card.json`, "utf8")));
});
