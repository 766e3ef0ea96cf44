// npm run bench [-- inference|preprocessing|training|editing]: timed runs as ratios against a peer in the same run.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const BENCHES = ["inference", "preprocessing", "training", "editing"];
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !BENCHES.includes(name));
if (unknown) {
  console.error(`There is no benchmark "${unknown}", only ${BENCHES.join(", ")}.`);
  process.exit(1);
}
for (const name of wanted.length ? wanted : BENCHES) {
  const file = join(import.meta.dirname, `${name}.ts`);
  const { status } = spawnSync("tsx", [file], { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
