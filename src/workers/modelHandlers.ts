// The inference worker's calls about models: where the bytes of each file come from. What reads them is given.
import { AppError } from "../base/errors.ts";
import type { CheckedCard } from "../models/modelCard.ts";
import { downloadFile } from "./downloadFile.ts";
import type {
  CallContext,
  Handlers,
  InferenceCalls,
  ModelFiles,
  ModelSource,
  Progress,
} from "./protocol.ts";

type ReadFile = (fileName: string) => Promise<Uint8Array<ArrayBuffer>>;

/** What the calls need of the inference code. */
export type ModelLoader = {
  readonly check: (read: ReadFile) => Promise<CheckedCard>;
  readonly load: (
    modelName: string,
    read: ReadFile,
    options: {
      readonly signal: AbortSignal;
      readonly onStage: (stage: string, done: number, total: number) => void;
    },
  ) => Promise<CheckedCard>;
};

export function createModelHandlers({
  check,
  load,
}: ModelLoader): Pick<Handlers<InferenceCalls>, "checkModel" | "loadModel"> {
  return {
    checkModel: async ({ files }) => ({ response: await check(handed(files)) }),
    loadModel: async ({ modelName, source }, context) => {
      const read = readerOf(modelName, source, context);
      const { signal, report } = context;
      const onStage = (stage: string, done: number, total: number) =>
        report({ stage, done, total });
      return { response: await load(modelName, read, { signal, onStage }) };
    },
  };
}

export function readerOf(
  modelName: string,
  source: ModelSource,
  context: CallContext<Progress>,
): ReadFile {
  return source.kind === "handed"
    ? handed(source.files)
    : served(modelName, source.modelsUrl, context);
}

function served(
  modelName: string,
  modelsUrl: string,
  { signal, report }: CallContext<Progress>,
): ReadFile {
  const folder = new URL(`${encodeURIComponent(modelName)}/`, modelsUrl);
  return (fileName) =>
    downloadFile(new URL(fileName, folder), signal, (done, total) => {
      if (fileName.endsWith(".safetensors")) report({ stage: "weights", done, total });
    });
}

function handed(files: ModelFiles): ReadFile {
  return async (fileName) => {
    const bytes = Object.hasOwn(files, fileName) ? files[fileName] : undefined;
    if (bytes === undefined)
      throw new AppError("model-load-failed", `${fileName} was not handed over.`);
    return bytes;
  };
}
