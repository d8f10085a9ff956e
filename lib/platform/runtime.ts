import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EmbeddedDatabase, openEmbedded, stopUnlessUsed } from "./embedded-postgres";
import { env, resetEnv } from "./env";
import { randomText } from "./secrets";

export interface Runtime {
  databaseUrl: string;
  /** Present when no DATABASE_URL was given. */
  embedded?: EmbeddedDatabase;
  release(): Promise<void>;
}

/**
 * Makes the database and the secret available to this process and its children: from the
 * environment, or in embedded mode from the data directory (made there the first time).
 */
export async function openRuntime(options: { isSupervised?: boolean } = {}): Promise<Runtime> {
  const { DATABASE_URL, HEADROOM_DATA_DIR } = env();
  if (DATABASE_URL) return { databaseUrl: DATABASE_URL, release: async () => undefined };
  const embedded = await openEmbedded(HEADROOM_DATA_DIR, options);
  process.env.DATABASE_URL = embedded.url;
  process.env.HEADROOM_SECRET ||= await storedSecret(HEADROOM_DATA_DIR);
  resetEnv();
  const release = () => (options.isSupervised ? embedded.stop() : stopUnlessUsed(embedded));
  return { databaseUrl: embedded.url, embedded, release };
}

async function storedSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret");
  if (!existsSync(path)) {
    await mkdir(dataDir, { recursive: true });
    const partial = `${path}.${process.pid}`;
    await writeFile(partial, `${randomText(64)}\n`, { mode: 0o600 });
    await rename(partial, path);
  }
  return (await readFile(path, "utf8")).trim();
}
