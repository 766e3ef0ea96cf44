// Every failure as plain sentences: what happened, what it means, what to do.
import type { ErrorCode } from "../base/errors.ts";

export const errorText: Readonly<Record<ErrorCode, string>> = {
  "file-empty":
    "The file is empty, so there is no image to show. Copy or download it again and check its size.",
  "file-not-tiff":
    "This is not a TIFF file, whatever its name says. Icefront opens GeoTIFF and PNG; convert other formats with gdal_translate first.",
  "file-truncated":
    "The file ends before its image does; a download or copy was probably interrupted. Fetch it again.",
  "file-too-large":
    "The file says that its image is larger than this computer can hold, or larger than the file itself could be. Cut out the area of the glacier first, with gdal_translate -projwin.",
  "file-corrupt":
    "The file is damaged inside: parts of it contradict each other. Fetch it again, or write it anew with gdal_translate.",
  "file-unsupported":
    "This kind of TIFF cannot be read here yet. Write it anew as an uncompressed or Deflate GeoTIFF with real values, using gdal_translate.",
  "file-unreadable":
    "The file cannot be read. It may have been moved, renamed or changed since it was chosen; choose it again.",
  "file-changed":
    "The file is not the one that the project was made with: its content is another, so it was not put behind the fronts. Choose the file as it was, or open this one as a scene of its own.",
  "address-invalid":
    "This is no address that can be opened from here. Type one that begins with https://, as a browser's address bar would show it.",
  "address-unreachable":
    "The address could not be reached: there is no connection, no such server, or the server does not allow other pages to read its files (CORS). Try again, or download the file and open it from the disk.",
  "address-refused":
    "The server answered, but did not give the file. Check the address; what needs a sign-in has to be downloaded first.",
  "address-whole-only":
    "The server cannot give parts of a file, so the file would have to be fetched whole. Allow that under Open from an address, or download it and open it from the disk.",
  "crs-unknown":
    "The file names a coordinate system that is not known here, so its place on Earth cannot be told. Assign a known EPSG code with gdal_edit or gdalwarp.",
  "scene-not-georeferenced":
    "The scene has no place on Earth, so this cannot be done with it. Fronts can still be exported in the scene's own pixel coordinates.",
  "scene-all-no-data":
    "The scene holds no data at all: every pixel is fill. Check that the right band or product was saved.",
  "scene-closed": "The scene is no longer open. Open its file again.",
  "model-load-failed":
    "The network could not be loaded, so nothing was predicted. Check the connection to the place that serves this page and predict again.",
  "model-invalid":
    "The network's files do not fit together, so it was not used. Take card.json, graph.json and the weights from one and the same model folder.",
  "model-hash-mismatch":
    "The network's weights are not the ones that its card describes: they are damaged or belong to another model, so they were not used. Copy the whole model folder again.",
  "ensemble-mismatch":
    "These models cannot be averaged as they were chosen, so nothing was predicted. Choose others under Uncertainty by several runs.",
  "model-card-missing":
    "There is no card.json, and without it the network cannot be fed rightly, so the model was not added. Take the whole model folder, or card.json, graph.json and the weights together.",
  "model-card-invalid":
    "The model's card.json is damaged or lacks something that predicting needs, so the model was not used. Take the card.json that was written with the weights.",
  "model-graph-missing":
    "There is no graph.json, so the model was not added. Take the whole model folder, or card.json, graph.json and the weights together.",
  "model-graph-invalid":
    "The model's graph.json is not a network that runs here, so the model was not used. Take the graph.json that was written with the weights.",
  "model-weights-missing":
    "The weights file that the card names is not there, so the model was not added. Take the whole model folder, or card.json, graph.json and the weights together.",
  "model-weights-invalid":
    "The weights do not fit the network in graph.json, so the model was not used. Take both from one and the same training.",
  "model-weights-not-finite":
    "The weights hold values that are not numbers, as after a training that diverged, so the model was not used. Take the weights of an earlier epoch, or train again.",
  "run-config-invalid":
    "The training run's config.json is damaged, lacks something, or is of another network than its graph.json, so the run was not opened. Take the folder as npm run train wrote it.",
  "run-log-invalid":
    "The training run's log.jsonl has a line that cannot be read, so the run was not opened. Take the folder as npm run train wrote it; the details name the line.",
  "run-without-epoch":
    "The training run has not finished an epoch yet, so there is nothing to see. Open it again when its log.jsonl has a line.",
  "run-without-weights":
    "The training run's folder holds the weights of no epoch (epoch10.safetensors, best.safetensors), so it was not opened. Copy them beside its log.jsonl.",
  "run-untraceable":
    "The training run's network gives neither a probability of front nor zones, as one that is only pretrained, so it finds no fronts and was not opened. Take a run of npm run train.",
  "run-weights-foreign":
    "These weights are damaged or of another network than the run's graph.json, so this epoch was left out. Copy the file again from the folder that the run was written to.",
  "checkpoint-refused":
    "The checkpoint asks for code to be run, or is not one that can be read, so nothing of it was used. Save the state dict alone, or as safetensors.",
  "product-unknown":
    "The archive is no product that can be told here, so nothing was opened. Unpack it, and drop the GeoTIFF or the product's folder.",
  "product-incomplete":
    "The product was recognised, but what holds its pictures is missing or cannot be read, so it was not opened. Fetch it again whole, or take it as GeoTIFF.",
  "folder-without-use":
    "The folder holds neither a scene (GeoTIFF, PNG or a product such as Sentinel-1 SAFE) nor a model (card.json, graph.json and weights) nor a training run (config.json, graph.json and log.jsonl), so nothing was opened. Drop the folder that has them directly inside.",
  "webgpu-unavailable":
    "This browser offers no working WebGPU. Predictions run on the processor instead, only slower.",
  "backend-failed":
    "Neither the graphics card nor the processor gave right numbers in the self-test, so nothing was predicted. Close other heavy pages, restart the browser and try again.",
  "worker-crashed":
    "The background work stopped unexpectedly. Your fronts are safe; do the last step again.",
  "worker-timeout":
    "The background work gave no sign of life and was stopped. Your fronts are safe; try again, with a smaller scene if it happens twice.",
  "out-of-memory":
    "There was not enough memory. Close other scenes or pages, or cut out the area of the glacier first, and try again.",
  "export-failed":
    "The fronts could not be written. They are still here; try another format or coordinate system.",
  "nothing-to-export":
    "There is no front to export. Predict one or draw one with D, or include more scenes or review states.",
  "gate-missing":
    "The network whose attention map is to be held has no such gate, or could not be run here. Choose another one, or leave the gate as it is.",
  "mask-not-a-line":
    "The picture is no mask of a front, so it was not used. It has to be 0 everywhere but on the front's line, as CaFFe's fronts are.",
  "mask-elsewhere":
    "The mask does not lie on this scene, so it was not used. Take one with the scene's width and height in pixels and, where it has a place on Earth, at the same place.",
  "scene-missing":
    "The image file of this scene is not at hand, so its pixels cannot be read. Its fronts are safe; choose the file under Scenes, or drop it on the page.",
  "project-read-only":
    "Another tab has this project open, so it can only be looked at here. Close the other tab, or begin a new project in this one.",
  "project-file-invalid":
    "This is no project file that Icefront can read: it is damaged, or was made by something else. The project that is open was not touched. Save it anew where it came from.",
  "scene-placed-otherwise":
    "This version of Icefront places the file elsewhere on the map than the version that the project was made with, so it was not put behind the fronts. Open it in a new project, and import the fronts there.",
  "project-one-at-a-time":
    "Another project file was dropped with it, and one is asked about at a time. Drop this one again afterwards.",
  "project-file-newer":
    "A newer version of Icefront wrote this project file. The project that is open was not touched. Reload the page to get the newer version, then open the file again.",
  "project-file-not-written":
    "The project's file could not be written; it may be open elsewhere, on a full disk, or moved. What you did is kept in this browser; choose the file anew.",
  "project-file-unasked": "The browser asks before this page may write the project's file again.",
  "project-file-changed":
    "Another program changed this file after it was last saved here, so nothing more is written to it. Decide whose content counts, or look at theirs first.",
  "project-damaged":
    "What this browser stored of the project is damaged, so it cannot be opened. It was left as it is: save what is stored, and keep that file.",
  "storage-full":
    "The disk space that the browser gives this page is used up, so the last edits are only in memory. Save the project to a file now, then free space or delete old projects.",
  "storage-failed":
    "The browser could not write the project to its storage, so the last edits are only in memory. It is tried again; save the project to a file to be safe.",
  "storage-newer":
    "A newer version of Icefront wrote the projects in this browser, so this version leaves them alone. Reload the page to get the newer version.",
  "storage-unavailable":
    "The browser keeps nothing for this page, as in a private window, so the project is only in memory. Save it to a file before you leave.",
  "import-failed":
    "The file with fronts could not be read, so nothing was imported. Check that it is complete, or write it anew as GeoJSON or GeoPackage with ogr2ogr.",
  "import-too-large":
    "The file holds more than can be taken in safely, or unpacks to far more than its size, so nothing was imported. Cut it down to the fronts that you need.",
  "nothing-to-import":
    "The file holds no line that could be a front, so nothing was imported. Fronts are lines; polygons and points are left out.",
  "import-without-scene":
    "Fronts belong to a scene, and none is open. Open the scene first, then import its fronts.",
  "option-invalid": "An option has a value that cannot be used.",
  internal:
    "Something went wrong inside Icefront. Your fronts are safe; try again, and report the details if it happens twice.",
};
