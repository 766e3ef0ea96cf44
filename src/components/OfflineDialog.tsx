// What of the app is kept for work without a connection, how large it is, and fetching the rest.
import { useEffect } from "react";
import type { OfflineGroup } from "../store/offline.ts";
import { useShell, useStore } from "./AppContext.ts";
import { Dialog } from "./Dialog.tsx";
import { formatBytes } from "./formatQuantities.ts";

const GROUP_NAMES: Readonly<Record<string, string>> = {
  app: "The app itself",
  gdal: "GDAL: exports and imports",
  engine: "What runs networks on the processor",
  demo: "The demo fjord",
};

export function OfflineDialog({ onClose }: { readonly onClose: () => void }) {
  const { offlineStore } = useShell();
  const { kind, groups, fetching, failure } = useStore(offlineStore, (state) => state);
  useEffect(() => void offlineStore.measure(), [offlineStore]);
  return (
    <Dialog title="Without a connection" onClose={onClose}>
      {kind === "unavailable" ? (
        <p>
          This browser keeps no pages for use without a connection, or this page is not served
          securely. Everything else works.
        </p>
      ) : (
        <>
          <p>
            The app opens without a connection. Parts that you use are kept by themselves; fetch
            here what you will need in the field.
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">Part</th>
                <th scope="col">Size</th>
                <th scope="col">Kept</th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <GroupRow key={group.name} group={group} isBusy={fetching !== null} />
              ))}
            </tbody>
          </table>
          {failure !== null && (
            <p role="alert">
              Fetching ended early; check the connection and fetch again. ({failure})
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}

function GroupRow({ group, isBusy }: { readonly group: OfflineGroup; readonly isBusy: boolean }) {
  const { offlineStore } = useShell();
  const { name, bytes, keptBytes } = group;
  const title = GROUP_NAMES[name] ?? `Model ${name.replace("models/", "")}`;
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{formatBytes(bytes)}</td>
      <td>
        {keptBytes >= bytes ? (
          "yes"
        ) : (
          <button
            type="button"
            className="button small"
            disabled={isBusy}
            aria-label={`Fetch ${formatBytes(bytes - keptBytes)}: ${title}`}
            onClick={() => void offlineStore.keep(name)}
          >
            Fetch {formatBytes(bytes - keptBytes)}
          </button>
        )}
      </td>
    </tr>
  );
}
