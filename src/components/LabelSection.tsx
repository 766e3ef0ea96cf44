// What is said of the selected front and of the scene: glacier, date, image, author, quality, notes.
import { useMemo } from "react";
import { type Front, frontPath } from "../annotation/document.ts";
import { setFrontLabel } from "../annotation/edits/setFrontLabel.ts";
import { labelOfScene, setSceneLabel } from "../annotation/edits/setSceneLabel.ts";
import {
  type Description,
  EMPTY_FRONT_LABEL,
  QUALITY_FLAGS,
  type QualityFlag,
} from "../annotation/label.ts";
import { effectiveDescription, middleOf } from "../annotation/profiles/describeFront.ts";
import type { LonLat } from "../geo/coordinates.ts";
import { mapToLonLat } from "../geo/projection.ts";
import { productFromName } from "../scene/acquisitionFromName.ts";
import { toldBy } from "../store/exportPlan.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp, useStore } from "./AppContext.ts";
import { GlacierChoice } from "./GlacierChoice.tsx";
import { Section } from "./Section.tsx";
import { TextField } from "./TextField.tsx";
import { useActiveFronts } from "./useActiveScene.ts";
import "./styles/labels.css";

const FIELDS: readonly (readonly [key: keyof Description, title: string])[] = [
  ["glacierId", "Glacier id"],
  ["glacierName", "Glacier"],
  ["date", "Date"],
  ["sensor", "Satellite"],
  ["imageId", "Image id"],
];

const FLAG_TEXT: Readonly<Record<QualityFlag, string>> = {
  "01": "image uncertain: cloud, light, melange",
  "02": "helped by a second image",
  "03": "Landsat 7, SLC off",
  "04": "incomplete",
  "05": "glacier or image id assigned automatically",
};

export function LabelSection({ open }: { readonly open: OpenScene }) {
  const { viewStore } = useApp();
  const frontId = useStore(viewStore, (view) => view.frontId);
  const front = useActiveFronts().find(({ id }) => id === frontId);
  return (
    <Section name="labels" title="Labels">
      {front === undefined ? (
        <p className="quiet">Select a front to label it alone. The scene's labels hold for all.</p>
      ) : (
        <FrontForm key={front.id} front={front} open={open} />
      )}
      <SceneForm key={open.scene.id} open={open} />
    </Section>
  );
}

function FrontForm({ front, open }: { readonly front: Front; readonly open: OpenScene }) {
  const { documentStore, viewStore } = useApp();
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const author = useStore(viewStore, (view) => view.author);
  const sceneLabel = labelOfScene(document, open.scene.id);
  const told = toldBy(open.scene);
  const inherited = effectiveDescription({ label: EMPTY_FRONT_LABEL }, sceneLabel, told);
  const { label } = front;
  const set = (what: string, change: Parameters<typeof setFrontLabel>[1]) =>
    documentStore.commit(what, setFrontLabel(front.id, change));
  const at = useMemo(() => lonLatOf(front, open), [front, open]);
  return (
    <fieldset className="label-form" aria-label="This front">
      <legend>This front</legend>
      {FIELDS.map(([key, title]) => (
        <TextField
          key={key}
          title={title}
          value={label[key] ?? ""}
          placeholder={inherited[key] ?? ""}
          isDate={key === "date"}
          onCommit={(text) =>
            set(`Set ${title.toLowerCase()}`, { [key]: text === "" ? null : text })
          }
        />
      ))}
      <GlacierChoice
        at={at}
        onChoose={({ id, name }) =>
          set("Set glacier", { glacierId: id || null, glacierName: name || null })
        }
      />
      <TextField
        title="Author"
        value={label.author ?? ""}
        placeholder={author}
        onCommit={(text) => set("Set author", { author: text === "" ? null : text })}
      />
      <Flags flags={label.flags} onChange={(flags) => set("Set quality flags", { flags })} />
      <TextField
        title="Notes"
        value={label.notes}
        placeholder=""
        isLong
        onCommit={(notes) => set("Set notes", { notes })}
      />
    </fieldset>
  );
}

function Flags({
  flags,
  onChange,
}: {
  readonly flags: readonly QualityFlag[];
  readonly onChange: (flags: readonly QualityFlag[]) => void;
}) {
  return (
    <fieldset className="flags">
      <legend>Quality</legend>
      {QUALITY_FLAGS.map((flag) => (
        <label key={flag}>
          <input
            type="checkbox"
            checked={flags.includes(flag)}
            onChange={({ target }) =>
              onChange(target.checked ? [...flags, flag] : flags.filter((other) => other !== flag))
            }
          />
          <span>
            {flag} {FLAG_TEXT[flag]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function SceneForm({ open }: { readonly open: OpenScene }) {
  const { documentStore } = useApp();
  const { scene } = open;
  const document = useStore(documentStore, ({ history }) => history.present.document);
  const label = labelOfScene(document, scene.id);
  const told = toldBy(scene);
  const inherited = effectiveDescription(
    { label: EMPTY_FRONT_LABEL },
    labelOfScene({ fronts: [], sceneLabels: [] }, scene.id),
    told,
  );
  const { mode, polarisation } = productFromName(scene.fileName);
  const radar = [mode, polarisation].filter((part) => part !== null).join(", ");
  const set = (what: string, change: Parameters<typeof setSceneLabel>[1]) =>
    documentStore.commit(what, setSceneLabel(scene.id, change));
  const [minX, minY, maxX, maxY] = scene.bounds;
  const at = mapToLonLat([(minX + maxX) / 2, (minY + maxY) / 2], scene.crs);
  return (
    <fieldset className="label-form" aria-label="The whole scene">
      <legend>The whole scene{radar === "" ? "" : ` (${radar})`}</legend>
      {FIELDS.map(([key, title]) => (
        <TextField
          key={key}
          title={title}
          value={label[key] ?? ""}
          placeholder={inherited[key] ?? ""}
          isDate={key === "date"}
          onCommit={(text) =>
            set(`Set scene's ${title.toLowerCase()}`, { [key]: text === "" ? null : text })
          }
        />
      ))}
      <GlacierChoice
        at={at}
        onChoose={({ id, name }) =>
          set("Set scene's glacier", { glacierId: id || null, glacierName: name || null })
        }
      />
    </fieldset>
  );
}

function lonLatOf(front: Front, { scene }: OpenScene): LonLat | null {
  const middle = middleOf(frontPath(front));
  return middle === null ? null : mapToLonLat(middle, scene.crs);
}
