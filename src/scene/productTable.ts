// Products as their makers deliver them: a folder of files of which some hold pictures. Told by the files' names alone.

/** What holds a product's pictures. */
type ProductPictures =
  /** GeoTIFFs of equal size, each with the name of its channel. */
  | { readonly kind: "tiff"; readonly images: readonly ProductImage[] }
  /** One file for GDAL, with those that it reads beside it. */
  | { readonly kind: "gdal"; readonly main: string; readonly beside: readonly string[] }
  /** Nothing that can be read; the sentence says what is missing, or in the way. */
  | { readonly kind: "none"; readonly why: string };

export type ProductImage = {
  readonly path: string;
  /** The polarisation as makers write it, HH; null where the name does not tell. */
  readonly name: string | null;
  /** Table from numbers to sigma nought, and facts of the acquisition; null where there are none. */
  readonly calibration: string | null;
  readonly annotation: string | null;
};

export type Product = {
  /** For people: "a Sentinel-1 SAFE product". */
  readonly what: string;
  /** The folder, "" where the files lie in none. */
  readonly root: string;
  /** All that reading it needs, paths as given. */
  readonly files: readonly string[];
  readonly pictures: ProductPictures;
  /** Parts of it that are not shown, in a sentence. */
  readonly note: string | null;
};

/** A kind of product. Paths in `mark` and `pictures` are relative to its folder. */
type Rule = {
  readonly what: string;
  /** The file that stands for the product; its folder is the product's, less `markDepth` steps. */
  readonly mark: RegExp;
  readonly markDepth?: number;
  /** A mark that other folders may have too: a product only with its pictures, or by this name. */
  readonly otherwise?: RegExp;
  readonly pictures: (paths: readonly string[], root: string) => ProductPictures;
  /** Further files that are read. */
  readonly also?: RegExp;
};

const POLARISATION = /(?:^|[-_])(HH|HV|VH|VV)(?=[-_.]|$)/i;

const RULES: readonly Rule[] = [
  {
    what: "a Sentinel SAFE product",
    mark: /^manifest\.safe$/i,
    pictures: safePictures,
    also: /^annotation\/(calibration\/calibration-)?[^/]+\.xml$/i,
  },
  {
    what: "a TerraSAR-X or TanDEM-X product",
    mark: /^T[DS]X1_SAR__[^/]*\.xml$/,
    pictures: (paths) => {
      const cosar = paths.filter((path) => /^IMAGEDATA\/[^/]*\.cos$/i.test(path));
      const found = tiffs(paths, /^IMAGEDATA\/[^/]*\.tiff?$/i);
      if (found.kind !== "none" || cosar[0] === undefined)
        return found.kind === "none" ? missing("no picture lies in its folder IMAGEDATA") : found;
      return { kind: "gdal", main: cosar[0], beside: [] };
    },
  },
  {
    what: "a RADARSAT Constellation product",
    mark: /^metadata\/product\.xml$/i,
    markDepth: 1,
    otherwise: /^RCM/,
    pictures: (paths) => tiffs(paths, /^imagery\/[^/]*\.tiff?$/i),
  },
  {
    what: "a RADARSAT-2 product",
    mark: /^product\.xml$/i,
    otherwise: /^RS2/,
    pictures: (paths) => tiffs(paths, /^imagery_[^/]*\.tiff?$/i),
  },
  {
    what: "an ALOS PALSAR product (CEOS)",
    mark: /^VOL-(ALPSR|ALOS2)[^/]*$/i,
    pictures: (paths) => {
      const found = tiffs(paths, /^IMG-[^/]*\.tiff?$/i);
      if (found.kind === "tiff") return found;
      const main = paths.find((path) => /^VOL-/i.test(path)) ?? "";
      const beside = paths.filter((path) => /^(IMG|LED|TRL)-[^/]*$/i.test(path));
      if (!beside.some((path) => /^IMG-/i.test(path)))
        return missing("the files IMG-..., which hold the pictures, are not there");
      if (!beside.some((path) => /^LED-/i.test(path)))
        return missing("the leader file LED-... is not there");
      return { kind: "gdal", main, beside };
    },
  },
  {
    what: "an ERS, Envisat or RADARSAT-1 product (CEOS)",
    mark: /^(VDF_DAT|DAT_01|LEA_01)\.\d{3}$/i,
    pictures: (paths) => {
      const main = paths.find((path) => /^DAT_01\.\d{3}$/i.test(path));
      if (main === undefined)
        return missing("the file DAT_01.001, which holds the picture, is not there");
      return { kind: "gdal", main, beside: [] };
    },
  },
  {
    what: "an Envisat product",
    mark: /^[^/]*\.(N1|E[12])$/i,
    pictures: (paths) => {
      const main = paths.find((path) => /^[^/]*\.(N1|E[12])$/i.test(path)) ?? "";
      return { kind: "gdal", main, beside: [] };
    },
  },
  {
    what: "a product in HDF5 (COSMO-SkyMed, ICEYE, NISAR)",
    mark: /^(CSK|CSG|ICEYE|NISAR)[^/]*\.h5$/i,
    pictures: () =>
      missing("its pictures are HDF5; convert them to GeoTIFF, for instance with gdal_translate"),
  },
];

/** Every product among the files; one within another is part of that. */
export function findProducts(paths: readonly string[]): readonly Product[] {
  const found: Product[] = [];
  for (const rule of RULES)
    for (const path of paths) {
      const root = rootBy(rule, path);
      if (root === null || found.some((other) => isWithin(root, other.root))) continue;
      const product = productIn(rule, root, paths);
      const isSure =
        product.pictures.kind !== "none" || rule.otherwise?.test(nameOf(root)) !== false;
      if (isSure) found.push(product);
    }
  return found;
}

/** The folder of a product that this file stands for; null where it stands for none. */
function rootBy({ mark, markDepth = 0 }: Rule, path: string): string | null {
  const steps = path.split("/");
  const cut = steps.length - 1 - markDepth;
  if (cut < 0 || !mark.test(steps.slice(cut).join("/"))) return null;
  return steps.slice(0, cut).join("/");
}

function isWithin(folder: string, other: string): boolean {
  return other === "" || folder === other || folder.startsWith(`${other}/`);
}

function productIn(rule: Rule, root: string, paths: readonly string[]): Product {
  const prefix = root === "" ? "" : `${root}/`;
  const own = paths
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length));
  const pictures = rule.pictures([...own].sort(), root);
  const needed = new Set(neededBy(pictures));
  for (const path of own) if (rule.mark.test(path) || rule.also?.test(path)) needed.add(path);
  const whole = (path: string) => prefix + path;
  return {
    what: rule.what,
    root,
    files: [...needed].map(whole),
    pictures: withPrefix(pictures, whole),
    note: noteOf(pictures, own),
  };
}

function neededBy(pictures: ProductPictures): readonly string[] {
  switch (pictures.kind) {
    case "tiff":
      return pictures.images.map(({ path }) => path);
    case "gdal":
      return [pictures.main, ...pictures.beside];
    case "none":
      return [];
  }
}

function withPrefix(pictures: ProductPictures, whole: (path: string) => string): ProductPictures {
  switch (pictures.kind) {
    case "tiff":
      return {
        kind: "tiff",
        images: pictures.images.map((image) => ({
          ...image,
          path: whole(image.path),
          calibration: image.calibration && whole(image.calibration),
          annotation: image.annotation && whole(image.annotation),
        })),
      };
    case "gdal":
      return { kind: "gdal", main: whole(pictures.main), beside: pictures.beside.map(whole) };
    case "none":
      return pictures;
  }
}

function tiffs(paths: readonly string[], pattern: RegExp): ProductPictures {
  const images = paths
    .filter((path) => pattern.test(path))
    .map((path) => ({
      path,
      name: POLARISATION.exec(nameOf(path))?.[1]?.toUpperCase() ?? null,
      calibration: null,
      annotation: null,
    }));
  return images.length > 0
    ? { kind: "tiff", images }
    : missing("no GeoTIFF of its pictures is there");
}

/** Swath and channel of a Sentinel-1 measurement: s1a-iw-grd-hh-..., s1a-iw1-slc-vv-... */
const MEASUREMENT =
  /^measurement\/(?<stem>s1[a-d]-(?<swath>[a-z0-9]+)-(?:grd|slc)-(?<pol>hh|hv|vh|vv)-[^/]*)\.tiff?$/i;

function safePictures(paths: readonly string[], root: string): ProductPictures {
  const found = paths.flatMap((path) => {
    const { stem = "", swath = "", pol = "" } = MEASUREMENT.exec(path)?.groups ?? {};
    return stem === "" ? [] : [{ path, stem, swath: swath.toLowerCase(), pol }];
  });
  const [first] = found;
  if (first === undefined) return missing(whyNoMeasurement(nameOf(root)));
  const has = (path: string) => paths.find((other) => other.toLowerCase() === path.toLowerCase());
  const images = found
    .filter(({ swath }) => swath === first.swath)
    .map(({ path, stem, pol }) => ({
      path,
      name: pol.toUpperCase(),
      calibration: has(`annotation/calibration/calibration-${stem}.xml`) ?? null,
      annotation: has(`annotation/${stem}.xml`) ?? null,
    }));
  return { kind: "tiff", images: images.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function whyNoMeasurement(folder: string): string {
  if (/^S[235]/.test(folder)) return "it is not of Sentinel-1, and its pictures are no GeoTIFF";
  if (/_(RAW|OCN)_/.test(folder))
    return "it holds raw echoes or ocean winds and no picture; take the GRD or SLC product";
  return "no GeoTIFF lies in its folder measurement";
}

/** Swaths of single-look products have grids of their own. */
function noteOf(pictures: ProductPictures, paths: readonly string[]): string | null {
  if (pictures.kind !== "tiff") return null;
  const shown = new Set(pictures.images.map(({ path }) => path));
  const others = paths.filter((path) => MEASUREMENT.test(path) && !shown.has(path));
  if (others.length === 0) return null;
  const swaths = new Set(
    others.map((path) => MEASUREMENT.exec(path)?.groups?.swath?.toUpperCase()),
  );
  return `The product's other swaths (${[...swaths].join(", ")}) have grids of their own and are not shown: drop their TIFFs from its folder measurement to open them.`;
}

function missing(why: string): ProductPictures {
  return { kind: "none", why };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
