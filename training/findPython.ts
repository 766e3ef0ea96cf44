// The Python that trains: one that has PyTorch and NumPy.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AppError } from "../src/base/errors.ts";

const PROBE =
  "import sys, torch, numpy; v = torch.__version__.split('.'); sys.exit(0 if sys.version_info >= (3, 9) and (int(v[0]), int(v[1])) >= (1, 13) else 3)";

/** $ICEFRONT_PYTHON, else the first of the usual ones that fits. Rejects with one sentence on how to get one. */
export async function findPython(): Promise<string> {
  const candidates = process.env.ICEFRONT_PYTHON
    ? [process.env.ICEFRONT_PYTHON]
    : ["python3", "/usr/bin/python3", "python"];
  for (const python of candidates) if (await hasTorch(python)) return python;
  throw new AppError(
    "option-invalid",
    `Training needs Python 3.9 or later with PyTorch 1.13 or later, and none of ${candidates.join(", ")} has it: install Debian's python3-torch, or run "pip install torch numpy" or "conda install pytorch numpy", or set ICEFRONT_PYTHON to a Python that has them.`,
  );
}

async function hasTorch(python: string): Promise<boolean> {
  try {
    await promisify(execFile)(python, ["-c", PROBE]);
    return true;
  } catch {
    return false;
  }
}
