// How a training run went, epoch by epoch; its kept epochs are chosen here by a click or by arrow keys.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { axis, LINE_COLOURS, label } from "../figures/lineChart.ts";
import type { TrainingRun } from "../store/trainingRuns.ts";
import { chartsOfRun, epochAxis, epochText, keptBeside, nearestKept } from "./curvesOfRun.ts";
import "./styles/runs.css";

type Props = {
  readonly run: TrainingRun;
  readonly shownEpoch: number;
  /** Told the epoch that was kept nearest to what was asked for. */
  readonly onEpoch: (epoch: number) => void;
};

type Chart = ReturnType<typeof chartsOfRun>[number];

const FRAME = { left: 44, right: 10, top: 8, bottom: 20 };
const HEIGHT = 124;
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function LearningCurves({ run, shownEpoch, onEpoch }: Props) {
  const [withRate, setWithRate] = useState(false);
  const { ref, width } = useWidth();
  const charts = chartsOfRun(run, withRate);
  const first = run.kept[0]?.epoch ?? 1;
  const last = run.kept.at(-1)?.epoch ?? first;
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    // The map does not move meanwhile.
    event.preventDefault();
    onEpoch(keptBeside(run, shownEpoch, step));
  };
  return (
    <div className="learning-curves">
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label={`Kept epoch of ${run.title}`}
        aria-valuemin={first}
        aria-valuemax={last}
        aria-valuenow={shownEpoch}
        aria-valuetext={`epoch ${epochText(run, shownEpoch)}`}
        title="Click to choose the nearest kept epoch, or use the arrow keys"
        onKeyDown={onKey}
      >
        {charts.map((chart) => (
          <CurvesChart key={chart.title} {...{ chart, onEpoch, run, shownEpoch, width }} />
        ))}
      </div>
      <label className="hint">
        <input
          type="checkbox"
          checked={withRate}
          onChange={({ target }) => setWithRate(target.checked)}
        />{" "}
        Learning rate
      </label>
      <CurvesTable run={run} charts={charts} />
    </div>
  );
}

type ChartProps = Props & { readonly chart: Chart; readonly width: number };

function CurvesChart({ chart, onEpoch, run, shownEpoch, width }: ChartProps) {
  const right = width - FRAME.right;
  const foot = HEIGHT - FRAME.bottom;
  const x = epochAxis(run, [FRAME.left, right]);
  const values = chart.curves.flatMap(({ points }) => points.map(([, value]) => value));
  const y = axis(values, [foot, FRAME.top], "round");
  const choose = (px: number) => {
    const epoch = nearestKept(run, (one) => Math.abs(x.at(one) - px))?.epoch;
    if (epoch !== undefined) onEpoch(epoch);
  };
  return (
    <div className="curves-chart">
      <div className="curves-title">
        {chart.title}
        {chart.curves.length > 1 &&
          chart.curves.map(({ name }, i) => (
            <span key={name} className="curve-key">
              <svg viewBox="0 0 20 6" aria-hidden="true">
                <path d="M0 3h20" {...lineOf(i)} />
              </svg>
              {name}
            </span>
          ))}
      </div>
      <svg
        width={width}
        height={HEIGHT}
        aria-hidden="true"
        onPointerDown={({ clientX, currentTarget }) =>
          choose(clientX - currentTarget.getBoundingClientRect().left)
        }
      >
        {y.ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={FRAME.left} x2={right} y1={y.at(tick)} y2={y.at(tick)} />
            <text x={FRAME.left - 6} y={y.at(tick) + 4} textAnchor="end">
              {label(tick)}
            </text>
          </g>
        ))}
        {x.ticks.filter(Number.isInteger).map((tick) => (
          <text key={tick} x={x.at(tick)} y={HEIGHT - 4} textAnchor="middle">
            {label(tick)}
          </text>
        ))}
        {run.kept.map(({ epoch, isBest }) => (
          <g key={epoch} className="kept-epoch" data-shown={epoch === shownEpoch}>
            <line x1={x.at(epoch)} x2={x.at(epoch)} y1={FRAME.top} y2={foot} />
            <circle cx={x.at(epoch)} cy={foot} r={isBest ? 5 : 4} data-best={isBest} />
          </g>
        ))}
        {chart.curves.map(({ name, points }, i) => (
          <path key={name} className="curve" d={pathOf(points, x.at, y.at)} {...lineOf(i)} />
        ))}
        {chart.curves.map(({ name, points }, i) => (
          <ShownValue
            key={name}
            point={points.find(([epoch]) => epoch === shownEpoch)}
            colour={colourOf(i)}
            {...{ x, y }}
          />
        ))}
      </svg>
    </div>
  );
}

type Scale = ReturnType<typeof axis>;

function ShownValue({
  colour,
  point,
  x,
  y,
}: {
  readonly colour: string;
  readonly point: readonly [number, number] | undefined;
  readonly x: Scale;
  readonly y: Scale;
}) {
  if (point === undefined) return null;
  return <circle cx={x.at(point[0])} cy={y.at(point[1])} r={3.5} fill={colour} />;
}

const DASHES = [undefined, "6 3", "2 3", "8 3 2 3"] as const;

const colourOf = (i: number) => LINE_COLOURS[i % LINE_COLOURS.length] ?? LINE_COLOURS[0];

/** Told apart by colour and by dashes. */
function lineOf(i: number) {
  return {
    fill: "none",
    stroke: colourOf(i),
    strokeWidth: 2,
    strokeDasharray: DASHES[i % DASHES.length],
  };
}

function pathOf(
  points: Chart["curves"][number]["points"],
  x: (epoch: number) => number,
  y: (value: number) => number,
): string {
  const [first] = points;
  // A single point would not be seen.
  if (points.length === 1 && first) return `M${x(first[0]) - 3} ${y(first[1])}h6`;
  return points
    .map(([epoch, value], i) => `${i ? "L" : "M"}${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`)
    .join("");
}

/** The same as numbers, for every epoch that is kept or was judged. */
function CurvesTable({
  charts,
  run,
}: {
  readonly charts: readonly Chart[];
  readonly run: TrainingRun;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const captionId = useId();
  const curves = charts.flatMap((chart) => chart.curves);
  const kept = new Set(run.kept.map(({ epoch }) => epoch));
  const rows = run.log.filter(({ epoch, validation }) => kept.has(epoch) || validation != null);
  return (
    <details className="hint" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Figures by epoch</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        <section className="curves-table" tabIndex={0} aria-labelledby={captionId}>
          <table>
            <caption id={captionId} className="heard">
              Figures of {run.title} by epoch
            </caption>
            <thead>
              <tr>
                <th scope="col">epoch</th>
                {curves.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ epoch }) => (
                <tr key={epoch}>
                  <th scope="row">
                    {epoch}
                    {kept.has(epoch) && " kept"}
                    {epoch === run.bestEpoch && " best"}
                  </th>
                  {curves.map(({ name, points }) => (
                    <td key={name}>{valueAt(points, epoch)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

function valueAt(points: Chart["curves"][number]["points"], epoch: number): string {
  const value = points.find(([at]) => at === epoch)?.[1];
  return value === undefined ? "–" : label(value);
}

/** Drawn in the panel's own pixels: letters keep their size whatever the width. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(280);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(160, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
