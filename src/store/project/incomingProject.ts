// A project file that was read while another project is open, and what can be done with it.
import type { FrontChoice, MergePlan } from "../../annotation/mergeDocuments.ts";

export type IncomingProject = {
  readonly fileName: string;
  readonly name: string;
  readonly frontCount: number;
  readonly sceneCount: number;
  /** What merging it into the project that is open would do. */
  readonly plan: MergePlan;
};

export type IncomingChoice =
  | { readonly kind: "open" }
  | { readonly kind: "leave" }
  | {
      readonly kind: "merge";
      /** By front id; mine where nothing is chosen. */
      readonly fronts: ReadonlyMap<string, FrontChoice>;
      /** By front id: whether a front stays that one of both deleted; `staysByDefault` where nothing is chosen. */
      readonly stays: ReadonlyMap<string, boolean>;
      readonly theirLabels: ReadonlySet<string>;
    };
