// What can be written of labelled scenes beside lines; apart, so that the page can name them without their writers.
export const RASTER_PRODUCTS = [
  "mask-png",
  "mask-geotiff",
  "training-tiles",
  "coco",
  "maps-geotiff",
] as const;
export type RasterProduct = (typeof RASTER_PRODUCTS)[number];
