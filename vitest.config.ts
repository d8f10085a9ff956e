import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": resolve(import.meta.dirname),
  // The guard throws in plain Node; what it guards against is proven by the production build.
  "server-only": resolve(import.meta.dirname, "lib/platform/testing/server-only.ts"),
};
/** A test that fails only under load is a fault of the test: both kinds may take this long. */
const patience = { testTimeout: 30_000, hookTimeout: 30_000 };

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
          ...patience,
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
          ...patience,
        },
      },
    ],
  },
});
