// Opens the simulated scene that comes with the page.
import { useShell, useStore } from "./AppContext.ts";

export function DemoButton({ className }: { readonly className: string }) {
  const { actions, jobsStore } = useShell();
  const isOpening = useStore(jobsStore, ({ open }) => open.kind === "running");
  return (
    <button
      type="button"
      className={className}
      disabled={isOpening}
      onClick={() => void actions.openDemo()}
    >
      Open the demo fjord
    </button>
  );
}
