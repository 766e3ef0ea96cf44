import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "training/**/*.test.ts", "cli/**/*.test.ts"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 180_000,
          expect: { requireAssertions: true },
        },
      },
      { test: { name: "components", include: ["src/**/*.test.tsx"], environment: "jsdom" } },
      { test: { name: "build", include: ["test/build/**/*.test.ts"], testTimeout: 120_000 } },
    ],
  },
});
