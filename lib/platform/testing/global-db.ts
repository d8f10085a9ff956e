import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { type EmbeddedDatabase, openEmbedded } from "../embedded-postgres";
import { applyMigrations } from "../migrate";

const TEMPLATE = "headroom_template";

declare module "vitest" {
  interface ProvidedContext {
    adminUrl: string;
    template: string;
  }
}

/**
 * One PostgreSQL for the run with a migrated template; each test file clones it. fsync is off since
 * nothing here outlives the run; crash tests start a server of their own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), "headroom-db-"));
  // The database may run as another system user, who has to reach its folder.
  const { chmod } = await import("node:fs/promises");
  await chmod(dir, 0o755);
  const server = await openEmbedded(dir, {
    isSupervised: true,
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
  });
  await makeTemplate(server);
  project.provide("adminUrl", server.url);
  project.provide("template", TEMPLATE);
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
}

async function makeTemplate(server: EmbeddedDatabase): Promise<void> {
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await applyMigrations(server.url.replace(/\/headroom$/, `/${TEMPLATE}`));
  // Cloning waits for, and fails on, any connection to the template.
  await admin.query(`alter database ${TEMPLATE} allow_connections false`);
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    TEMPLATE,
  ]);
  await admin.end();
}
