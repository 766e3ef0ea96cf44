// Under Trusted Types a worker starts only from an address that a policy let pass: the page's own origin.
import { AppError } from "../base/errors.ts";

type PolicyFactory = {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
};

/** The default policy, so that `new Worker(new URL(...))` stays readable to the bundler. */
export function allowOwnScripts(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy("default", {
    createScriptURL: (url) => {
      const { href, origin } = new URL(url, document.baseURI);
      if (origin !== location.origin) throw new AppError("internal", `Refused the script ${href}.`);
      return href;
    },
  });
}
