// The project's name and whether it is saved, always in sight; a click opens what can be done with it.
import { useEffect, useState } from "react";
import type { SaveState } from "../store/project/projectStore.ts";
import { useShell, useStore } from "./AppContext.ts";
import { formatAgo } from "./formatQuantities.ts";

export function ProjectChip({ onOpen }: { readonly onOpen: () => void }) {
  const { projectStore } = useShell();
  const name = useStore(projectStore, ({ project }) => project?.name ?? "");
  const save = useStore(projectStore, (state) => state.save);
  const now = useNow(save.kind === "saved");
  const isFileBehind = useStore(projectStore, ({ file }) => file !== null && file.failure !== null);
  const isAlarm = isAlarming(save) || isFileBehind;
  // Behind its own state comes that of the file on the disk.
  const text = isFileBehind && !isAlarming(save) ? "its file is not saved" : saveText(save, now);
  return (
    <button
      type="button"
      className="project-chip"
      title="Project: name, files, other projects"
      onClick={onOpen}
    >
      <span className="name">
        <span className="heard">Project </span>
        {name}
      </span>{" "}
      <span className="state" data-alarm={isAlarm}>
        {text}
      </span>
    </button>
  );
}

export function saveText(save: SaveState, now: number): string {
  switch (save.kind) {
    case "nothing":
      return "nothing to save yet";
    case "saving":
      return "saving";
    case "saved":
      return `saved ${formatAgo(now - save.at)}`;
    case "failed":
      return "not saved";
    case "read-only":
      return "open in another tab";
    case "unavailable":
      return "in memory only";
  }
}

function isAlarming({ kind }: SaveState): boolean {
  return kind === "failed" || kind === "unavailable" || kind === "read-only";
}

const TICK_MS = 5000;

/** Milliseconds since the epoch, now and every few seconds while `isTicking`. */
function useNow(isTicking: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return Date.now();
}
