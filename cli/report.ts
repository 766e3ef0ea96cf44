// npm run report: training runs as one self-contained HTML page.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../src/base/errors.ts";
import { type ReportedRun, reportHtml } from "../training/report/reportHtml.ts";
import { preparedFolder, reportRun } from "../training/report/reportRun.ts";
import { readRunFolder } from "../training/runFolder.ts";
import { countOption, failWithSentence, readArguments } from "./arguments.ts";
import { startWasm } from "./startWasm.ts";

const USAGE = `Usage: npm run report -- RUN... [--out FILE] [--scenes N]
One HTML page without scripts or requests: curves, learning rate, a table of the runs, validation scenes in the seed
paper's colours (label green, prediction red, both yellow; worst first), attention maps per kept epoch.
  RUN       run folders that "npm run train" wrote, finished or not
  --out     default: report.html in the first run's folder
  --scenes  validation scenes shown of each run (default 12); all are judged`;

async function main(): Promise<void> {
  const { options, files } = readArguments(process.argv.slice(2), ["out", "scenes"], USAGE);
  const [first] = files;
  if (first === undefined) throw new AppError("option-invalid", `Name a run folder.\n${USAGE}`);
  const runs = files.map(readRunFolder);
  const out = options.out ?? join(first, "report.html");
  const scenes = countOption(options, "scenes", 12);
  await startWasm();
  const reported: ReportedRun[] = [];
  for (const run of runs) {
    const onScene = (done: number, total: number) =>
      process.stderr.write(`\r${run.name}: scene ${done}/${total} `);
    reported.push(await reportRun(run, { prepared: preparedFolder(run), scenes, onScene }));
    process.stderr.write("\n");
  }
  const title = runs.length === 1 ? `Training run ${runs[0]?.name}` : "Training runs";
  writeFileSync(out, reportHtml(title, reported));
  console.log(`Wrote ${out}.`);
}

main().then(() => process.exit(0), failWithSentence);
