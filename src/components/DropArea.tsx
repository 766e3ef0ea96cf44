// The whole page takes dropped files.
import { type ReactNode, useEffect, useState } from "react";
import { useApp } from "./AppContext.ts";

export function DropArea({ children }: { readonly children: ReactNode }) {
  const { actions } = useApp();
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setIsOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setIsOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      void actions.openFiles(files.map((file) => ({ file, fileName: file.name })));
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
      {isOver && <div className="drop-cover">Drop the scenes to open them</div>}
    </>
  );
}
