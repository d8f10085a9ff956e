import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": resolve(import.meta.dirname),
  // The guard throws in plain Node; what it guards against is proven by the production build.
  "server-only": resolve(import.meta.dirname, "lib/platform/testing/server-only.ts"),
};
const exclude = ["node_modules/**", ".next/**", "e2e/**"];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [...exclude, "**/*.db.test.ts"],
          setupFiles: ["lib/platform/testing/setup-unit.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude,
          globalSetup: ["lib/platform/testing/global-db.ts"],
          setupFiles: ["lib/platform/testing/setup-db.ts"],
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
