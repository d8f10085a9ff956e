import { defineConfig } from "prisma/config";

// Prisma's CLI wants to download its schema engine even for `generate`, which sites without a way
// out to the internet cannot do. Any executable satisfies it; the migrations themselves run through
// the WebAssembly build of the same engine (scripts/migrate.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: "prisma/schema", migrations: { path: "prisma/migrations" } });
