import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { applyMigrations } from "@/lib/platform/migrate";
import { product } from "@/lib/platform/product";
import { openRuntime } from "@/lib/platform/runtime";

/** `npm run migrate`: applies migrations; `-- --create NAME` writes the next one from the schema. */
const { values } = parseArgs({
  options: { create: { type: "string" }, check: { type: "boolean" } },
});

const runtime = await openRuntime();
try {
  if (values.create || values.check) {
    if (product().isBuilt) throw new Error("migrations are written in the repository");
    // Only who writes migrations has the engine.
    const { schemaDrift } = await import("@/lib/platform/schema-engine");
    const sql = await schemaDrift(runtime.databaseUrl);
    const isEmpty = sql.trim() === "" || sql.includes("This is an empty migration");
    if (values.check && !isEmpty) throw new Error(`prisma/schema has no migration yet:\n${sql}`);
    if (values.create && isEmpty) console.log("nothing to migrate");
    if (values.create && !isEmpty) {
      const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
      const folder = join("prisma", "migrations", `${stamp}_${values.create}`);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, "migration.sql"), sql);
      console.log(`wrote ${folder}/migration.sql: read it before you commit it`);
    }
  } else {
    const applied = await applyMigrations(runtime.databaseUrl);
    console.log(applied.length === 0 ? "schema is up to date" : `applied ${applied.join(", ")}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await runtime.release();
}
// The engine of --create keeps timers of its own alive; everything is done here.
process.exit();
