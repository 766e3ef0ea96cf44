// How wide a predicted band is, in pixels and on the ground: Table II of Holzmann et al. 2021.

/** What is counted in one scene, all on one grid. */
export type BandPixels = {
  readonly predictedPx: number;
  /** Pixels of the labelled front as a line one pixel wide. */
  readonly linePx: number;
  readonly metresPerPx: number;
};

export type BandWidth = {
  readonly thicknessPx: number;
  readonly certaintyMetres: number;
};

/**
 * Thickness T = predicted pixels / pixels of the line, certainty C = T * metres a pixel / 2, the band's half width: small
 * is sharp, and says nothing about place. The paper publishes T, C and a mean resolution, not the quotient; half of T
 * times that resolution gives its C (networks.md 1.12). A diagonal line has fewer pixels than its length, so that T
 * overstates the width across it by up to 41 %. Null when nothing is labelled.
 */
export function bandWidth({ predictedPx, linePx, metresPerPx }: BandPixels): BandWidth | null {
  if (linePx === 0) return null;
  const thicknessPx = predictedPx / linePx;
  return { thicknessPx, certaintyMetres: (thicknessPx * metresPerPx) / 2 };
}

export type BandWidths = {
  /** Sums over all scenes divided: scenes weigh by the length of their line. Null when no scene has a label. */
  readonly pooled: BandWidth | null;
  readonly imageMean: BandWidth | null;
  /** Scenes without a label, which are left out. */
  readonly emptyTargets: number;
};

export function summariseBandWidths(scenes: readonly BandPixels[]): BandWidths {
  const widths = scenes.flatMap((scene) => {
    const width = bandWidth(scene);
    return width ? [{ ...width, linePx: scene.linePx }] : [];
  });
  const weighted = (weightOf: (width: { readonly linePx: number }) => number) => {
    let [weights, thicknessPx, certaintyMetres] = [0, 0, 0];
    for (const width of widths) {
      const weight = weightOf(width);
      weights += weight;
      thicknessPx += weight * width.thicknessPx;
      certaintyMetres += weight * width.certaintyMetres;
    }
    if (weights === 0) return null;
    return { thicknessPx: thicknessPx / weights, certaintyMetres: certaintyMetres / weights };
  };
  return {
    pooled: weighted(({ linePx }) => linePx),
    imageMean: weighted(() => 1),
    emptyTargets: scenes.length - widths.length,
  };
}
