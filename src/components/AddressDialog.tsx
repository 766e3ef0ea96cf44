// Scenes from elsewhere: a file at an address, or a STAC catalogue whose items are chosen. Asks only when told to.
import { useState } from "react";
import { addressOf, checkAddress, nameOfAddress } from "../scene/address.ts";
import type { StacFound } from "../scene/stac.ts";
import type { NamedFile } from "../store/scenesStore.ts";
import { useShell } from "./AppContext.ts";
import { CatalogueResults } from "./CatalogueResults.tsx";
import { Dialog } from "./Dialog.tsx";
import { SearchFields, type SearchText, searchOf } from "./SearchFields.tsx";
import "./styles/exports.css";

type Props = { readonly onClose: () => void };

/** Offered where a server cannot give parts of a file. */
const WHOLE_BYTES = 500e6;

export function AddressDialog({ onClose }: Props) {
  const { actions } = useShell();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<"file" | "catalogue">("file");
  const [allowsWhole, setAllowsWhole] = useState(false);
  const [search, setSearch] = useState<SearchText>({ box: "", from: "", to: "" });
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [found, setFound] = useState<StacFound | null>(null);
  const wholeUpToBytes = allowsWhole ? WHOLE_BYTES : undefined;
  const open = (files: readonly NamedFile[]) => {
    onClose();
    void actions.openFiles(files);
  };
  const fileAt = (address: string, fileName = nameOfAddress(address)): NamedFile => ({
    file: { address, ...(wholeUpToBytes !== undefined && { wholeUpToBytes }) },
    fileName,
  });
  async function go(): Promise<void> {
    setTrouble(null);
    try {
      if (kind === "file") {
        const addresses = text.split(/\s+/).filter((part) => part !== "");
        open(addresses.map((part) => fileAt(checkAddress(part, location.protocol))));
        return;
      }
      setIsAsking(true);
      const address = checkAddress(text, location.protocol);
      setFound(await actions.findScenes({ address, ...searchOf(search) }));
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    } finally {
      setIsAsking(false);
    }
  }
  return (
    <Dialog title="Open from an address" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <label>
          What lies there
          <select
            value={kind}
            onChange={({ target }) => {
              setKind(target.value === "file" ? "file" : "catalogue");
              setFound(null);
            }}
          >
            <option value="file">A scene (GeoTIFF), read by parts</option>
            <option value="catalogue">A STAC item, list or search</option>
          </select>
        </label>
        <label>
          Address
          <input
            type="text"
            inputMode="url"
            value={text}
            maxLength={8000}
            placeholder="https://"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        {kind === "catalogue" && <SearchFields search={search} onChange={setSearch} />}
        <label className="check">
          <input
            type="checkbox"
            checked={allowsWhole}
            onChange={({ target }) => setAllowsWhole(target.checked)}
          />
          Where a server cannot give parts of a file, fetch it whole, up to {WHOLE_BYTES / 1e6} MB
        </label>
        <p className="quiet">
          Nothing is asked before you press the button, and then only this server. The server must
          let other pages read its files (CORS).
        </p>
        {trouble !== null && (
          <p className="alarm" role="alert">
            {trouble}
          </p>
        )}
        <div className="dialog-actions">
          <button
            type="submit"
            className="button primary"
            disabled={text.trim() === "" || isAsking}
          >
            {kind === "file" ? "Open" : isAsking ? "Asking…" : "Search"}
          </button>
        </div>
      </form>
      {kind === "catalogue" && found !== null && (
        <CatalogueResults
          found={found}
          onOpen={(files) =>
            open(files.map(({ file, fileName }) => fileAt(addressOf(file) ?? "", fileName)))
          }
        />
      )}
    </Dialog>
  );
}
