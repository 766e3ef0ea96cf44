// Under Trusted Types a worker starts only from an address that a policy let pass: the page's own origin. No text becomes markup.
import { AppError } from "../base/errors.ts";

type PolicyFactory = {
  createPolicy(
    name: string,
    rules: {
      createScriptURL: (url: string) => string;
      createHTML: (html: string) => string | null;
    },
  ): unknown;
};

/** OpenLayers sets this one letter as markup to measure the height of a font before it writes on the map. */
const MEASURED_LETTER = "M";

/** The default policy, so that `new Worker(new URL(...))` stays readable to the bundler. */
export function allowOwnScripts(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy("default", {
    createScriptURL: (url) => {
      const { href, origin } = new URL(url, document.baseURI);
      if (origin !== location.origin) throw new AppError("internal", `Refused the script ${href}.`);
      return href;
    },
    createHTML: (html) => (html === MEASURED_LETTER ? html : null),
  });
}
