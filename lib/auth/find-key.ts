import "server-only";
import { z } from "zod";
import { askDirectly, Prisma } from "@/lib/platform/db";
import { processGlobal } from "@/lib/platform/process-global";

const keyShape = z.object({
  id: z.int(),
  kind: z.string(),
  access: z.string(),
  secretHash: z.string().nullable(),
  secretCipher: z.string().nullable(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  lastHeardAt: z.date().nullable(),
  componentId: z.string(),
  name: z.string(),
  service: z.string(),
  clusterId: z.string().nullable(),
  site: z.string().nullable(),
  volume: z.string().nullable(),
});

/** A key with what is known of its component; it may be expired. */
export type Key = z.infer<typeof keyShape>;

interface Waiting {
  access: string;
  resolve(key: Key | null): void;
  reject(error: unknown): void;
}

interface Lookups {
  waiting: Waiting[];
  isRunning: boolean;
}

const lookups = processGlobal<Lookups>("key-lookups", () => ({ waiting: [], isRunning: false }));

/**
 * The key of this access name as the database has it now, or null where there is none or it was
 * revoked.
 * PERF: every request of a machine begins here. Those that come while a look-up is under way go
 * together with the next one, which begins after all of them came: nobody gets an older answer.
 */
export function findActiveKey(access: string): Promise<Key | null> {
  // PostgreSQL cannot hold it, so nobody has it.
  if (access.includes("\0")) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    lookups.waiting.push({ access, resolve, reject });
    if (!lookups.isRunning) void lookUp();
  });
}

async function lookUp(): Promise<void> {
  lookups.isRunning = true;
  while (lookups.waiting.length > 0) {
    const together = lookups.waiting;
    lookups.waiting = [];
    try {
      const found = await readKeys([...new Set(together.map(({ access }) => access))]);
      for (const { access, resolve } of together) resolve(found.get(access) ?? null);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
  lookups.isRunning = false;
}

async function readKeys(accesses: string[]): Promise<Map<string, Key>> {
  const rows = await askDirectly(
    keyShape,
    Prisma.sql`
    select k.id, k.kind, k.access, k.secret_hash as "secretHash", k.secret_cipher as "secretCipher",
      k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.component_id as "componentId",
      c.name, c.service, c.cluster_id as "clusterId", c.site, c.volume,
      c.last_heard_at as "lastHeardAt"
    from api_keys k join components c on c.id = k.component_id
    where k.access = any(${accesses}::text[]) and k.state = 'active' and k.revoked_at is null`,
  );
  return new Map(rows.map((key) => [key.access, key]));
}
