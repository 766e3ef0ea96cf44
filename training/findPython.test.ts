import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { findPython } from "./findPython.ts";

const folder = mkdtempSync(join(tmpdir(), "icefront-python-"));
const before = process.env.ICEFRONT_PYTHON;
afterEach(() => {
  if (before === undefined) delete process.env.ICEFRONT_PYTHON;
  else process.env.ICEFRONT_PYTHON = before;
});
afterAll(() => rmSync(folder, { recursive: true }));

it("says in one sentence how to get PyTorch when the Python named has none", async () => {
  // Ends as Python does without the module.
  const python = join(folder, "python-without-torch");
  writeFileSync(python, "#!/bin/sh\nexit 1\n");
  chmodSync(python, 0o755);
  process.env.ICEFRONT_PYTHON = python;
  await expect(findPython()).rejects.toThrow(
    /Training needs Python 3.9 or later with PyTorch 1.13 or later, and none of .*python-without-torch has it: install Debian's python3-torch, or run "pip install torch numpy" or "conda install/,
  );
});

it("says so for a Python that does not exist", async () => {
  process.env.ICEFRONT_PYTHON = join(folder, "nowhere");
  await expect(findPython()).rejects.toMatchObject({ code: "option-invalid" });
});
