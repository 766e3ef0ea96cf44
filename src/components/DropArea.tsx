// The whole page takes dropped files and folders.
import { type ReactNode, useEffect, useState } from "react";
import { useShell } from "./AppContext.ts";
import { loadWorkbenchEarly } from "./loadWorkbench.ts";
import { readDropped } from "./readDropped.ts";

export function DropArea({ children }: { readonly children: ReactNode }) {
  const { actions } = useShell();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
      loadWorkbenchEarly();
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setIsOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      if (event.dataTransfer !== null)
        void actions.openDropped(readDropped(event.dataTransfer.items));
    };
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, [actions]);
  return (
    <>
      {children}
      {isOver && (
        <div className="drop-cover">
          Drop scenes or fronts to open them, folders of models or training runs to add them
        </div>
      )}
    </>
  );
}
