import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants";
import { compressStatic } from "./lib/platform/static-files";

const config: NextConfig = {
  // Its images are drawn by nobody.
  outputFileTracingExcludes: { "*": ["node_modules/@img/**", "node_modules/sharp/**"] },
  poweredByHeader: false,
  // Signed clients call /api/cases/ with the slash and sign the path as sent, so no redirect may touch it.
  skipTrailingSlashRedirect: true,
  typedRoutes: true,
  // Types are a step of their own in `npm test`; a build need not check them twice.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@node-rs/argon2",
    "pg",
    "pino",
    "graphile-worker",
    "@prisma/client",
    "@prisma/adapter-pg",
  ],
  compiler: {
    // Served by scripts/web.ts.
    runAfterProductionCompile: async ({ distDir }) => {
      await compressStatic(distDir);
    },
  },
  experimental: { serverActions: { bodySizeLimit: "256kb" } },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "X-Frame-Options", value: "DENY" },
        { key: "Referrer-Policy", value: "same-origin" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
      ],
    },
  ],
};

/** A build also gathers what its server needs of the packages; scripts/build.ts makes `dist` of it. */
export default (phase: string): NextConfig =>
  phase === PHASE_PRODUCTION_BUILD ? { ...config, output: "standalone" } : config;
