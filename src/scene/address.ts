// Addresses of files that a user types: which can be opened, and what the file is called.
import { AppError } from "../base/errors.ts";

/** A file at an address, in place of one from the disk. Plain data, so that it can be kept and sent to a worker. */
export type FileAddress = {
  readonly address: string;
  /** Fetch the file whole where the server cannot give parts of it, up to so many bytes. */
  readonly wholeUpToBytes?: number | undefined;
};

/** What can be opened as a scene. */
export type SceneFile = Blob | FileAddress;

/** The address of a scene's file; null for one of the disk. */
export function addressOf(file: SceneFile): string | null {
  return "address" in file ? file.address : null;
}

export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text.trim());
}

/**
 * The address in its normal form. Throws `address-invalid` for what is no http or https address, carries a password, or
 * is http where the page itself is https: browsers forbid that. `pageProtocol`: "https:" for such a page.
 */
export function checkAddress(text: string, pageProtocol = ""): string {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "")
    throw new AppError(
      "address-invalid",
      `"${trimmed.slice(0, 200)}" is no address. Type one that begins with https://.`,
    );
  if (url.username !== "" || url.password !== "")
    throw new AppError(
      "address-invalid",
      "The address carries a name or password. Leave them out; what needs a sign-in has to be downloaded first.",
    );
  // Browsers count the own computer as safe.
  const isOwn = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (pageProtocol === "https:" && url.protocol === "http:" && !isOwn)
    throw new AppError(
      "address-invalid",
      "This page came by https, and browsers let such a page read nothing by plain http. Type the https address of the file, or download it and open it from the disk.",
    );
  url.hash = "";
  return url.href;
}

/** The last part of the path, as a file name. */
export function nameOfAddress(address: string): string {
  const { hostname, pathname } = new URL(address);
  const last = pathname.split("/").findLast((part) => part !== "") ?? hostname;
  try {
    return decodeURIComponent(last).replace(/[/\\]/g, "_");
  } catch {
    // A stray % is part of the name.
    return last;
  }
}
