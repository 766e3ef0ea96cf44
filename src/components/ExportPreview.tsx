// What an export will write: file names, the table, and what is to be known of it.
import type { Remark } from "../annotation/profiles/profile.ts";
import type { ExportPlan } from "../store/exportPlan.ts";
import type { RasterPlan } from "../store/exportRasters.ts";
import { Icon } from "./Icon.tsx";

/** Enough to see what a table is like; the file holds all. */
const MOST_ROWS = 50;
const MOST_NAMES = 8;

export function VectorPreview({ plan }: { readonly plan: ExportPlan }) {
  const { exported, files, names, profile, remarks } = plan;
  const rows = files.flatMap(({ rows: some, fronts }) =>
    some.map((row, i) => ({ row, id: fronts[i]?.front.id ?? "" })),
  );
  return (
    <div className="preview">
      <FileNames
        names={exported.length === 0 ? [] : names}
        content={`${exported.length} ${exported.length === 1 ? "line" : "lines"}`}
      />
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        <section className="table-scroll" tabIndex={0} aria-label="What will be written">
          <table>
            <thead>
              <tr>
                {profile.fields.map(({ name, meaning }) => (
                  <th key={name} scope="col" title={meaning}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST_ROWS).map(({ row, id }) => (
                <tr key={id}>
                  {profile.fields.map(({ name }) => (
                    <td key={name}>{shown(row[name] ?? null)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {rows.length > MOST_ROWS && (
        <p className="quiet small">The first {MOST_ROWS} rows are shown; all are written.</p>
      )}
      <Remarks remarks={remarks} />
    </div>
  );
}

export function RasterPreview({ plan }: { readonly plan: RasterPlan }) {
  const { names, remarks, scenes } = plan;
  return (
    <div className="preview">
      <FileNames
        names={names}
        content={`${scenes.length} ${scenes.length === 1 ? "scene" : "scenes"}`}
      />
      <Remarks remarks={remarks} />
    </div>
  );
}

function FileNames({
  names,
  content,
}: {
  readonly names: readonly string[];
  readonly content: string;
}) {
  const [first, ...inner] = names;
  if (first === undefined) return <p>Nothing would be written with these choices.</p>;
  const more = inner.length - MOST_NAMES;
  return (
    <p>
      Writes <strong className="breaks">{first}</strong> with {content}
      {inner.length > 0 && (
        <span className="quiet breaks">
          , in it {inner.slice(0, MOST_NAMES).join(", ")}
          {more > 0 && ` and ${more} more`}
        </span>
      )}
      .
    </p>
  );
}

function Remarks({ remarks }: { readonly remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
    <section className="remarks" tabIndex={0} aria-label="What to know of it">
      {remarks.map(({ level, text }) => (
        <p key={text} className={`notice ${level}`}>
          <Icon name={level} />
          <span>
            {level === "warning" && <strong>Warning: </strong>}
            {text}
          </span>
        </p>
      ))}
    </section>
  );
}

function shown(value: string | number | null): string {
  return value === null || value === "" ? "–" : String(value);
}
