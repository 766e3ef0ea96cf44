// Browser tests: a person's journeys on the production build, under the policy that it is served with.
import { defineConfig } from "@playwright/test";
import { CHROMIUM_FLAGS, findChromium } from "./e2e/findChromium.ts";

// Other values let two runs stand beside each other on one machine.
const PORT = Number(process.env.E2E_PORT ?? 4174);
const SITE = process.env.E2E_SITE ?? "dist";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 240_000,
  expect: { timeout: 15_000 },
  // One at a time: each journey has a network to run.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    baseURL: `http://localhost:${PORT}/`,
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [...CHROMIUM_FLAGS],
    },
  },
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort --outDir ${SITE}`,
    url: `http://localhost:${PORT}/`,
    reuseExistingServer: !process.env.CI,
  },
});
