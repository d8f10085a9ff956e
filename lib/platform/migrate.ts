import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { runMigrations } from "graphile-worker";
import { Client, Pool } from "pg";
import { AppError } from "./errors";
import { processName } from "./process-global";
import { product } from "./product";

/**
 * Applies `prisma/migrations/<name>/migration.sql` in the order of their names. What was applied
 * stands in the table of Prisma's own tool, so that `prisma migrate deploy` agrees.
 */

export const MIGRATIONS_DIR = join(product().root, "prisma", "migrations");

/** The number under which Prisma's tool locks a database; whichever comes second waits. */
const LOCK = 72_707_369;

/** A file that begins so holds one statement, such as `create index concurrently`, sent alone. */
const NO_TRANSACTION = "-- headroom: no transaction";

export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, in hexadecimal digits. */
  checksum: string;
}

interface AppliedMigration {
  name: string;
  checksum: string;
  isFinished: boolean;
  logs: string | null;
}

/** The migrations of this version, oldest first. */
export async function readMigrations(directory = MIGRATIONS_DIR): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Applies what is missing, ours and the queue's, and returns the names of ours; another process
 * that does the same is waited for. Each migration is one transaction, so one that fails leaves
 * nothing behind. Throws `invalid_state` with a sentence where a migration failed, was edited after
 * it was applied, or is not known to this version.
 */
export async function applyMigrations(url: string, directory?: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  return withClient(url, async (client) => {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query(TABLE);
    const missing = missingOf(migrations, await readApplied(client));
    for (const migration of missing) await apply(client, migration);
    await migrateQueue(url);
    return missing.map(({ name }) => name);
  });
}

/** Names of migrations that the database lacks; a server refuses to start on an old schema. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const migrations = await readMigrations();
  return withClient(url, async (client) => {
    const { rows } = await client.query("select to_regclass('_prisma_migrations') as found");
    const applied = rows[0]?.found ? await readApplied(client) : [];
    const names = new Set(applied.filter(({ isFinished }) => isFinished).map(({ name }) => name));
    return migrations.map(({ name }) => name).filter((name) => !names.has(name));
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: processName });
  // A lost connection fails the query that waits for it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const TABLE = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;

async function readApplied(client: Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(`
    select migration_name as name, checksum, finished_at is not null as "isFinished", logs
    from _prisma_migrations where rolled_back_at is null order by migration_name`);
  return rows;
}

/** What is still to be applied; throws where the database and the files disagree. */
function missingOf(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, isFinished, logs } of applied) {
    if (!isFinished) throw refused(failedBefore(name, logs));
    const migration = known.get(name);
    if (!migration) {
      throw refused(`The database has the migration ${name}, which this version does not know.`);
    }
    if (migration.checksum !== checksum) {
      throw refused(`The migration ${name} was edited after it had been applied.`);
    }
  }
  const names = new Set(applied.map(({ name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

const refused = (message: string, cause?: unknown) =>
  new AppError("invalid_state", message, { cause });

const failedBefore = (name: string, logs: string | null): string =>
  `The migration ${name} failed before${logs ? `: ${logs}` : "."}\n` +
  "Undo what it did, then let it run again: update _prisma_migrations set rolled_back_at = now() " +
  `where migration_name = '${name}' and finished_at is null`;

async function apply(client: Client, migration: Migration): Promise<void> {
  const isAlone = migration.sql.startsWith(NO_TRANSACTION);
  const id = randomUUID();
  try {
    if (!isAlone) await client.query("begin");
    await client.query(
      "insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)",
      [id, migration.checksum, migration.name],
    );
    await client.query(migration.sql);
    await client.query(
      `update _prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1
       where id = $1`,
      [id],
    );
    if (!isAlone) await client.query("commit");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (isAlone) await keepReason(client, id, reason);
    else await client.query("rollback").catch(() => undefined);
    throw refused(`The migration ${migration.name} failed: ${reason}`, error);
  }
}

// Outside a transaction something may have been done, so it must not simply run again.
async function keepReason(client: Client, id: string, reason: string): Promise<void> {
  await client
    .query("update _prisma_migrations set logs = $2 where id = $1", [id, reason])
    .catch(() => undefined);
}

async function migrateQueue(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, application_name: processName });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  await runMigrations({ pgPool: pool }).finally(() => pool.end());
}
