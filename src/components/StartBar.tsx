// The bar before the first scene: name, project, theme.
import { ProjectChip } from "./ProjectChip.tsx";
import { ThemeButton } from "./ThemeButton.tsx";

export function StartBar({ onProject }: { readonly onProject: () => void }) {
  return (
    <header className="top-bar">
      <h1>Icefront</h1>
      <ProjectChip onOpen={onProject} />
      <div className="group push">
        <ThemeButton />
      </div>
    </header>
  );
}
