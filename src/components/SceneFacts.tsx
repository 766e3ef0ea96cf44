// What the file is, in plain words, and what about it is doubtful.
import type { Scene, SceneNotice } from "../scene/scene.ts";
import type { OpenScene } from "../store/scenesStore.ts";
import { useApp } from "./AppContext.ts";
import { Fact } from "./FrontsSection.tsx";
import { formatBytes, formatCount, formatPixelSize, formatShare } from "./formatQuantities.ts";
import { Icon } from "./Icon.tsx";
import { Section } from "./Section.tsx";

export function SceneFacts({ open: { scene, band } }: { readonly open: OpenScene }) {
  const { acquisition, crs, pixelSizeMetres, statistics } = scene;
  return (
    <Section name="facts" title="Scene">
      {scene.simulated && (
        <Notice
          kind="info"
          text="A simulated scene: the fjord is invented and its true front is known."
        />
      )}
      {scene.notices.map((notice) => (
        <Notice key={notice.text} {...notice} />
      ))}
      <dl className="facts">
        {acquisition.date !== null && <Fact term="Date">{acquisition.date}</Fact>}
        {acquisition.sensor !== null && <Fact term="Satellite">{acquisition.sensor}</Fact>}
        <Fact term="Size">
          {formatCount(scene.widthPx)} × {formatCount(scene.heightPx)} pixels
        </Fact>
        <Fact term="Pixel size">
          {pixelSizeMetres === null ? "not known without CRS" : formatPixelSize(pixelSizeMetres)}
        </Fact>
        <Fact term="CRS">
          {crs.code !== null && <div>{crs.code}</div>}
          <div className={crs.code === null ? undefined : "quiet small"}>{crs.name}</div>
        </Fact>
        <Fact term="Values">
          {scene.sampleType}, {scene.bandCount} {scene.bandCount === 1 ? "band" : "bands"}
        </Fact>
        {scene.bandCount > 1 && (
          <Fact term="Shown">
            <BandChoice scene={scene} band={band} />
          </Fact>
        )}
        <Fact term="With data">{formatShare(statistics.valid01)}</Fact>
        <Fact term="File">
          {formatBytes(scene.sizeBytes)},{" "}
          {scene.compression === "none" ? "uncompressed" : scene.compression}
        </Fact>
      </dl>
    </Section>
  );
}

function BandChoice({ scene, band }: { readonly scene: Scene; readonly band: number }) {
  const { actions } = useApp();
  const names = Array.from({ length: scene.bandCount }, (_, i) => scene.bandNames[i] ?? "");
  return (
    <select
      aria-label="Band that is shown and predicted on"
      value={band}
      onChange={({ target }) => void actions.showBand(scene.id, Number(target.value))}
    >
      {names.map((name, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bands have no other identity than their place.
        <option key={i} value={i}>
          {name ? `${i + 1}: ${name}` : `band ${i + 1}`}
        </option>
      ))}
    </select>
  );
}

export function Notice({ kind, text }: SceneNotice) {
  return (
    <p className={`notice ${kind}`}>
      <Icon name={kind} />
      <span>{text}</span>
    </p>
  );
}
