// Opens files and reads bands in a thread of its own, so that a file that holds the decoder up can be given up.
import { basename } from "node:path";
import { parentPort } from "node:worker_threads";
import { AppError, toWireError } from "../src/base/errors.ts";
import { isAddress, nameOfAddress } from "../src/scene/address.ts";
import { createGdal } from "../src/scene/gdal.ts";
import { gdalInNode } from "../src/scene/gdalInNode.ts";
import { type OpenScene, openScene } from "../src/scene/openScene.ts";
import { openRemoteFile, type RemoteFile } from "../src/scene/remoteFile.ts";
import { fileAsBlob } from "./fileAsBlob.ts";
import type { ReaderAnswer, ReaderCall } from "./sceneReader.ts";

/** Loaded only for files that the fast reader cannot read. */
const gdal = createGdal(gdalInNode);
let open: OpenScene | null = null;
let remote: RemoteFile | null = null;

function post(answer: ReaderAnswer, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, transfer);
}

parentPort?.on("message", (call: ReaderCall) => {
  const work = call.kind === "open" ? openFile(call) : readWindow(call);
  work.catch((error: unknown) => post({ id: call.id, kind: "failed", error: toWireError(error) }));
});

async function openFile({ id, file }: Extract<ReaderCall, { kind: "open" }>): Promise<void> {
  open = null;
  remote?.close();
  remote = null;
  if (isAddress(file)) {
    remote = await openRemoteFile({ address: file });
    open = await openScene(remote, nameOfAddress(file), { gdal });
  } else open = await openScene(await fileAsBlob(file), basename(file), { gdal });
  post({ id, kind: "opened", scene: open.scene });
}

async function readWindow({
  band,
  id,
  window,
}: Extract<ReaderCall, { kind: "readWindow" }>): Promise<void> {
  if (open === null) throw new AppError("scene-closed", "No scene is open.");
  const values = await open.readWindow(band, window);
  post({ id, kind: "pixels", values }, [values.buffer]);
}
