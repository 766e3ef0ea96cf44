// What is there before the first scene: one sentence, two ways to begin, and what was worked on before.
import type { ProjectFacts } from "../store/project/projectDatabase.ts";
import { useShell, useStore } from "./AppContext.ts";
import { DemoButton } from "./DemoButton.tsx";
import { FileButton } from "./FileButton.tsx";
import { FolderButton } from "./FolderButton.tsx";
import { formatProjectFacts } from "./formatQuantities.ts";
import { loadWorkbenchEarly } from "./loadWorkbench.ts";

type Props = { readonly onProject: () => void };

export function StartScreen({ onProject, onAddress }: Props & { readonly onAddress: () => void }) {
  return (
    <div className="start">
      <p className="lead">
        Find the calving front of a glacier in a SAR scene, see why, correct it and take it with
        you.
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: code is loaded early, nothing is asked of anyone */}
      <div
        className="start-buttons"
        onPointerEnter={loadWorkbenchEarly}
        onFocus={loadWorkbenchEarly}
      >
        <FileButton label="Drop SAR scenes here, or choose files" />
        <FolderButton className="button big" />
        <DemoButton className="button big" />
        <button type="button" className="link" onClick={onAddress}>
          Open from an address…
        </button>
      </div>
      <p className="quiet">
        GeoTIFF, PNG, or a whole product such as Sentinel-1 SAFE, as folder or zip. Everything stays
        on this computer.
      </p>
      <RecentProjects onProject={onProject} />
    </div>
  );
}

/** The others are listed under Project. */
const MOST_SHOWN = 5;

function RecentProjects({ onProject }: Props) {
  const { projectStore } = useShell();
  const recent = useStore(projectStore, (state) => state.recent);
  const current = useStore(projectStore, (state) => state.project?.id);
  const others = recent.filter(({ id }) => id !== current);
  // Before one is open, the page is about to show the last.
  if (current === undefined || others.length === 0) return null;
  return (
    <section className="recent" aria-label="Recent projects">
      <h2>Recent projects</h2>
      <ul>
        {others.slice(0, MOST_SHOWN).map((project) => (
          <li key={project.id}>
            <RecentProject project={project} onProject={onProject} />
          </li>
        ))}
      </ul>
      {others.length > MOST_SHOWN && (
        <button type="button" className="link" onClick={onProject}>
          All {others.length} projects…
        </button>
      )}
    </section>
  );
}

type RecentProps = Props & { readonly project: ProjectFacts };

function RecentProject({ project, onProject }: RecentProps) {
  const { projectStore, session } = useShell();
  const isDamaged = useStore(projectStore, ({ damaged }) => damaged.has(project.id));
  return (
    <button
      type="button"
      className="recent-project"
      onClick={isDamaged ? onProject : () => void session.open(project.id)}
    >
      <span className="name">{project.name}</span>
      <span className={isDamaged ? "alarm" : "quiet"}>
        {isDamaged ? "damaged: save what is stored…" : formatProjectFacts(project)}
      </span>
    </button>
  );
}
