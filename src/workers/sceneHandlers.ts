// What the scene worker does: opens files, keeps the open scenes, gives out their pixels, writes exports.
import { AppError } from "../base/errors.ts";
import type { Bounds } from "../geo/coordinates.ts";
import { addressOf, type SceneFile } from "../scene/address.ts";
import type { DisplayRecipe } from "../scene/displayRecipe.ts";
import { fileFingerprint } from "../scene/fileFingerprint.ts";
import { createGdal, type GdalHost } from "../scene/gdal.ts";
import { type OpenScene, openScene } from "../scene/openScene.ts";
import type { PyramidStore } from "../scene/pyramidFile.ts";
import {
  beginPicture,
  forgetPictures,
  type PictureSize,
  sampleTile,
  sharpenPicture,
  type TileOptions,
  type TilePicture,
} from "../scene/sceneTile.ts";
import { findScenes } from "../scene/stac.ts";
import type { StoredPicture } from "../scene/storedPicture.ts";
import { createExportHandlers } from "./exportHandlers.ts";
import type { CallContext, Handlers, Progress, SceneCalls } from "./protocol.ts";
import { createRemoteFiles } from "./remoteFiles.ts";
import { serve } from "./serve.ts";

/** Between two signs of life while a scene is opened at an address. */
const ALIVE_MS = 2000;

type Region = { readonly band: number; readonly bounds: Bounds; readonly size: PictureSize };

/** A tile as it is to be shown; the worker's entry hands it in, since preprocessing belongs to the networks. */
type DisplayTile = (
  open: OpenScene,
  region: Region,
  recipe: DisplayRecipe,
  options: TileOptions,
) => Promise<TilePicture & { readonly raw: Float32Array<ArrayBuffer> }>;

/**
 * One registry of open scenes; every port that is attached sees the same scenes. `store`: where pictures of large scenes
 * are kept; without it they are held in memory.
 */
export function createSceneHandlers(
  gdalHost: GdalHost,
  displayTile: DisplayTile,
  store: PyramidStore | null = null,
): Handlers<SceneCalls> {
  const scenes = new Map<string, OpenScene>();
  /** Addresses of the open scenes that have one. */
  const addresses = new Map<string, string>();
  const remoteFiles = createRemoteFiles();
  const gdal = createGdal(gdalHost);

  function sceneOf(sceneId: string): OpenScene {
    const open = scenes.get(sceneId);
    if (open === undefined)
      throw new AppError("scene-closed", "The scene is no longer open; open its file again.");
    return open;
  }

  async function sourceOf(file: SceneFile, signal: AbortSignal) {
    if (file instanceof Blob) return { source: file, address: null };
    return { source: await remoteFiles.open(file, signal), address: file.address };
  }

  const handlers: Handlers<SceneCalls> = {
    open: async ({ file, fileName, fingerprint, placement }, { signal, report }) => {
      report({ stage: "open", done: 0, total: 0 });
      const { source, address } = await sourceOf(file, signal);
      // A slow server is no hanging decoder: it has a deadline of its own.
      const say = () => report({ stage: "open", done: 0, total: 0 });
      const alive = address === null ? undefined : setInterval(say, ALIVE_MS);
      try {
        const told =
          fingerprint === undefined ? fileFingerprint(source) : Promise.resolve(fingerprint);
        told.catch(() => undefined);
        const onMeasured = (stored: StoredPicture) => beginPicture(stored, 0, store);
        const options = { signal, placement, gdal, fingerprint: told, onMeasured };
        const open = await openScene(source, fileName, options);
        const response = { scene: open.scene, fingerprint: await told };
        signal.throwIfAborted();
        scenes.set(open.scene.id, open);
        if (address !== null) addresses.set(open.scene.id, address);
        return { response };
      } catch (error) {
        if (address !== null) remoteFiles.release(address, [...addresses.values()]);
        throw error;
      } finally {
        clearInterval(alive);
      }
    },
    place: async ({ sceneId, placement, paths }) => {
      const before = sceneOf(sceneId);
      const placed = before.placedBy(placement);
      scenes.set(sceneId, placed);
      const along = paths.map((path) =>
        path.map((at) => placed.storedToMap(before.mapToStored(at))),
      );
      return { response: { scene: placed.scene, paths: along } };
    },
    fingerprint: async ({ file, like }, { signal }) => {
      const address = addressOf(file);
      if (address !== null) remoteFiles.forget(address, [...addresses.values()]);
      const { source } = await sourceOf(file, signal);
      return { response: await fileFingerprint(source, like) };
    },
    findScenes: async (query, { signal }) => ({ response: await findScenes(query, { signal }) }),
    tile: async ({ sceneId, band, bounds, widthPx, heightPx, display }, context) => {
      const size = { widthPx, heightPx };
      const options = { ...reading(context, "overview"), store };
      if (display !== undefined) {
        const region = { band, bounds, size };
        const shown = await displayTile(sceneOf(sceneId), region, display, options);
        return { response: shown, transfer: [shown.values.buffer, shown.raw.buffer] };
      }
      const tile = await sampleTile(sceneOf(sceneId), band, bounds, size, options);
      return { response: tile, transfer: [tile.values.buffer] };
    },
    sharpen: async ({ sceneId, band }, context) => {
      await sharpenPicture(sceneOf(sceneId), band, { ...reading(context, "picture"), store });
      return { response: null };
    },
    keptPictures: async ({ clear }) => {
      if (clear) {
        await store?.clear();
        forgetPictures();
      }
      return { response: (await store?.measure()) ?? { count: 0, bytes: 0 } };
    },
    readWindow: async ({ sceneId, band, window }, { signal }) => {
      const values = await sceneOf(sceneId).readWindow(band, window, signal);
      return { response: values, transfer: [values.buffer] };
    },
    measureBand: async ({ sceneId, band }, { signal }) => ({
      response: await sceneOf(sceneId).measure(band, { signal }),
    }),
    close: async ({ sceneId }) => {
      scenes.delete(sceneId);
      const address = addresses.get(sceneId);
      addresses.delete(sceneId);
      if (address !== undefined) remoteFiles.release(address, [...addresses.values()]);
      return { response: null };
    },
    ...createExportHandlers(gdal, (sceneId, band, context) =>
      sceneOf(sceneId).readBand(band, reading(context, "read")),
    ),
    attach: async ({ port }) => {
      serve(port, handlers);
      return { response: null };
    },
  };
  return handlers;
}

function reading({ signal, report }: CallContext<Progress>, stage: string) {
  return { signal, onProgress: (done: number, total: number) => report({ stage, done, total }) };
}
