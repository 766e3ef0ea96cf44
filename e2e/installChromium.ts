// Makes sure that there is a Chromium for the browser tests: Debian's package when root on Debian, else Playwright's own.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "./findChromium.ts";

function install(): void {
  const run = (command: string, ...parameters: string[]) =>
    execFileSync(command, parameters, { stdio: "inherit" });
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    run("apt-get", "update", "-qq");
    run("apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium", "gdal-bin");
  } else run("npx", "playwright", "install", "chromium");
}

if (findChromium() === null) install();
