// The study of Holzmann et al. (IGARSS 2021): U-Net and Attention U-Net, plain and distance-weighted cross-entropy.
import { distanceWeightAt } from "../src/inference/scores/segmentationScores.ts";
import type { UnetConfig } from "./trainingConfig.ts";

/** Distance weights in pixels of a 512 px scene; 0 is the plain cross-entropy. */
export const DISTANCE_WEIGHTS = [0, 4, 8, 16] as const;

export type StudyVariant = {
  /** Also the name of its run folder. */
  readonly name: string;
  readonly attention: boolean;
  readonly w: (typeof DISTANCE_WEIGHTS)[number];
};

/** Losses in the paper's order, the plain net before the one with gates. */
export const STUDY_VARIANTS: readonly StudyVariant[] = DISTANCE_WEIGHTS.flatMap((w) =>
  [false, true].map((attention) => ({
    name: `${attention ? "attention-unet" : "unet"}-${lossName(w).toLowerCase()}`,
    attention,
    w,
  })),
);

export function lossName(w: number): string {
  return w === 0 ? "BCE" : `WBCE${w}`;
}

export function networkName(attention: boolean): string {
  return attention ? "Attention U-Net" : "U-Net";
}

/** The base configuration with a variant's network and loss; epochs are chosen by the loss's own Dice, as in the paper. */
export function variantConfig(base: UnetConfig, variant: StudyVariant): UnetConfig {
  const w = distanceWeightAt(variant.w, base.preprocessing.sizePx);
  return {
    ...base,
    name: variant.name,
    network: { ...base.network, attention: variant.attention },
    loss: { ...base.loss, w },
    monitor: { ...base.monitor, w },
  };
}

export type TableOneColumns = {
  readonly dice: number;
  readonly wdice4: number;
  readonly wdice8: number;
  readonly wdice16: number;
  readonly iou: number;
};

/** Table I of the paper, percent, by variant name; 50 test scenes at 512 px, 32 base channels. */
export const PUBLISHED_TABLE_ONE: Readonly<Record<string, TableOneColumns>> = {
  "unet-bce": { dice: 73.9, wdice4: 83.0, wdice8: 86.0, wdice16: 88.3, iou: 60.6 },
  "attention-unet-bce": { dice: 73.8, wdice4: 82.9, wdice8: 85.9, wdice16: 88.7, iou: 60.3 },
  "unet-wbce4": { dice: 72.9, wdice4: 83.6, wdice8: 87.1, wdice16: 90.1, iou: 58.9 },
  "attention-unet-wbce4": { dice: 72.6, wdice4: 83.6, wdice8: 87.0, wdice16: 89.9, iou: 58.5 },
  "unet-wbce8": { dice: 70.1, wdice4: 81.1, wdice8: 84.6, wdice16: 87.6, iou: 55.5 },
  "attention-unet-wbce8": { dice: 70.8, wdice4: 82.5, wdice8: 86.1, wdice16: 89.2, iou: 56.1 },
  "unet-wbce16": { dice: 67.0, wdice4: 78.9, wdice8: 82.6, wdice16: 85.9, iou: 51.9 },
  "attention-unet-wbce16": { dice: 65.2, wdice4: 77.8, wdice8: 82.3, wdice16: 86.1, iou: 49.8 },
};

/** Table II of the paper by distance weight; which of the two nets is not stated. */
export const PUBLISHED_TABLE_TWO: Readonly<
  Record<number, { readonly thicknessPx: number; readonly certaintyMetres: number }>
> = {
  0: { thicknessPx: 6.5, certaintyMetres: 145.4 },
  4: { thicknessPx: 8.4, certaintyMetres: 187.9 },
  8: { thicknessPx: 10.6, certaintyMetres: 237.12 },
  16: { thicknessPx: 11.1, certaintyMetres: 248.3 },
};
