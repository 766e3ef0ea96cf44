// What is said of the selected front and of the scene: glacier, date, image, author, quality, notes.
import { useMemo } from "react";
import { annotatorOf, type Front, frontPath } from "../annotation/document.ts";
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
import { GlacierListButton } from "./GlacierListButton.tsx";
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
      <SceneForm key={open.scene.id} open={open} />
      {front === undefined ? (
        <p className="quiet">The scene's labels hold for all its fronts. Select one to say more.</p>
      ) : (
        <FrontForm key={front.id} front={front} open={open} />
      )}
    </Section>
  );
}

type DescriptionFieldsProps = {
  readonly own: Description;
  /** What holds where nothing is said. */
  readonly inherited: Description;
  readonly at: LonLat | null;
  readonly onSet: (what: string, change: Partial<Description>) => void;
};

function DescriptionFields({ own, inherited, at, onSet }: DescriptionFieldsProps) {
  return (
    <>
      {FIELDS.map(([key, title]) => (
        <TextField
          key={key}
          title={title}
          value={own[key] ?? ""}
          placeholder={inherited[key] ?? ""}
          isDate={key === "date"}
          onCommit={(text) => onSet(title.toLowerCase(), { [key]: text === "" ? null : text })}
        />
      ))}
      <GlacierChoice
        at={at}
        onChoose={({ id, name }) =>
          onSet("glacier", { glacierId: id || null, glacierName: name || null })
        }
      />
    </>
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
  const isOther = FIELDS.some(([key]) => label[key] !== null);
  return (
    <fieldset className="label-form" aria-label="This front">
      <legend>This front</legend>
      <Flags flags={label.flags} onChange={(flags) => set("Set quality flags", { flags })} />
      <TextField
        title="Author"
        value={label.author ?? ""}
        placeholder={annotatorOf(front) ?? author}
        onCommit={(text) => set("Set author", { author: text === "" ? null : text })}
      />
      <TextField
        title="Notes"
        value={label.notes}
        placeholder=""
        isLong
        onCommit={(notes) => set("Set notes", { notes })}
      />
      <details open={isOther}>
        <summary>What differs from the scene</summary>
        <div className="label-form">
          <DescriptionFields
            own={label}
            inherited={inherited}
            at={at}
            onSet={(what, change) => set(`Set ${what}`, change)}
          />
        </div>
      </details>
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
      <DescriptionFields
        own={label}
        inherited={inherited}
        at={at}
        onSet={(what, change) => set(`Set scene's ${what}`, change)}
      />
      <GlacierListButton />
    </fieldset>
  );
}

function lonLatOf(front: Front, { scene }: OpenScene): LonLat | null {
  const middle = middleOf(frontPath(front));
  return middle === null ? null : mapToLonLat(middle, scene.crs);
}
