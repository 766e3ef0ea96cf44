// What a catalogue gave: items by date, each with the GeoTIFFs that can be opened.
import { useState } from "react";
import type { StacAsset, StacFound, StacItem } from "../scene/stac.ts";
import type { NamedFile } from "../store/scenesStore.ts";

type Props = {
  readonly found: StacFound;
  readonly onOpen: (files: readonly NamedFile[]) => void;
};

export function CatalogueResults({ found, onOpen }: Props) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (found.items.length === 0)
    return <p className="quiet">The catalogue has nothing there at that time.</p>;
  const toggle = (address: string) => {
    const next = new Set(chosen);
    if (!next.delete(address)) next.add(address);
    setChosen(next);
  };
  const files = found.items.flatMap((item) =>
    item.assets
      .filter(({ address }) => chosen.has(address))
      .map((asset) => ({ file: { address: asset.address }, fileName: nameOf(item, asset) })),
  );
  return (
    <section aria-label="Found scenes">
      <ul className="list found-scenes">
        {found.items.map((item) => (
          <li key={item.id}>
            <ItemRow item={item} chosen={chosen} onToggle={toggle} />
          </li>
        ))}
      </ul>
      {found.hasMore && (
        <p className="quiet">The catalogue has more. Narrow the place or the dates to see them.</p>
      )}
      <div className="dialog-actions">
        <button
          type="button"
          className="button primary"
          disabled={files.length === 0}
          onClick={() => onOpen(files)}
        >
          Open {files.length} {files.length === 1 ? "scene" : "scenes"}
        </button>
      </div>
    </section>
  );
}

type RowProps = {
  readonly item: StacItem;
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (address: string) => void;
};

function ItemRow({ item, chosen, onToggle }: RowProps) {
  return (
    <fieldset className="group">
      <legend>
        {item.date ?? "no date"} · {item.id}
      </legend>
      {item.assets.length === 0 && <span className="quiet">no GeoTIFF that a page can reach</span>}
      {item.assets.map(({ key, title, address }) => (
        <label key={key} className="check" title={address}>
          <input type="checkbox" checked={chosen.has(address)} onChange={() => onToggle(address)} />
          {title === key ? key : `${key}: ${title}`}
        </label>
      ))}
    </fieldset>
  );
}

/** Files of a catalogue are often all called alike: the item's name tells date and sensor. */
function nameOf({ id }: StacItem, { key }: StacAsset): string {
  return `${id}_${key}.tif`;
}
