import "server-only";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { ask } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { type Limits, parseLfsQuota, parseQuotaFile } from "../../schema/lfs-quota";
import { type QuotaRow, type ReadQuotas, readQuotaCsv } from "../../schema/quotas";

const run = promisify(execFile);

/** A group on a volume whose quota is asked for. */
type Asked = z.infer<typeof askedShape>;

const askedShape = z.object({
  gid: z.bigint(),
  group: z.string(),
  volume: z.string(),
  mountPath: z.string(),
});

/** A provider of quotas; undefined where it does not know the group. */
type Provider = (asked: Asked) => Promise<Limits | undefined>;

/** One call of `lfs`; a target that does not answer must not hold up the others. */
const LFS_TIMEOUT_MS = 30_000;

/** Calls of `lfs` at a time. */
const PARALLEL = 4;

/** Groups and volumes that one run asks for. */
const MAX_ASKED = 100_000;

/**
 * Asks the providers of the site's setting, in its order, for the quota of every known group that
 * uses a volume (of every known group, where a volume has no scan yet): the first that knows wins.
 * Groups that nobody knows of are left out. Throws `invalid_state` for a provider that cannot work.
 */
export async function readQuotaSources(
  onProgress?: (done: number, all: number) => void,
): Promise<ReadQuotas> {
  const providers = await Promise.all(env().HEADROOM_QUOTA_PROVIDERS.map(openProvider));
  const asked = await listAsked();
  const rows: QuotaRow[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < asked.length; index = next++) {
      const one = asked[index];
      const limits = one && (await firstOf(providers, one));
      if (one && limits) rows.push({ line: 0, ...one, ...limits });
      onProgress?.(index + 1, asked.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const numbered = rows
    .sort((a, b) =>
      a.volume === b.volume ? Number((a.gid ?? 0n) - (b.gid ?? 0n)) : a.volume < b.volume ? -1 : 1,
    )
    .map((row, index) => ({ ...row, line: index + 1 }));
  return { received: numbered.length, rows: numbered, rejected: [] };
}

async function firstOf(providers: readonly Provider[], asked: Asked): Promise<Limits | undefined> {
  for (const provider of providers) {
    const limits = await provider(asked);
    if (limits) return limits;
  }
  return undefined;
}

function listAsked(): Promise<Asked[]> {
  return ask(askedShape)`
    select g.gid, g.name as "group", v.name as volume, v.mount_path as "mountPath"
    from volumes v join groups g on g.gid is not null and g.gone_at is null
    where (v.current_scan_id is null and v.accepted_at is not null)
      or exists (select from group_volume_usage u where u.scan_id = v.current_scan_id and u.gid = g.gid)
    order by v.name, g.gid limit ${MAX_ASKED}`;
}

async function openProvider(name: "lfs" | "files" | "csv"): Promise<Provider> {
  if (name === "lfs") return askLfs;
  const { HEADROOM_QUOTA_DIRECTORY, HEADROOM_QUOTA_CSV } = env();
  if (name === "files") return fileProvider(required(HEADROOM_QUOTA_DIRECTORY, "DIRECTORY"));
  return csvProvider(required(HEADROOM_QUOTA_CSV, "CSV"));
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new AppError("invalid_state", `HEADROOM_QUOTA_PROVIDERS needs HEADROOM_QUOTA_${name}.`);
}

// It fails for whoever is not a member of the group: then the next provider is asked.
async function askLfs({ group, mountPath }: Asked): Promise<Limits | undefined> {
  try {
    // SECURITY: no shell, and a name cannot be taken for an option.
    if (group.startsWith("-")) return undefined;
    const { stdout } = await run("lfs", ["quota", "-gq", group, mountPath], {
      timeout: LFS_TIMEOUT_MS,
    });
    return parseLfsQuota(stdout);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return undefined;
    throw new AppError("invalid_state", "There is no command `lfs` on this host.");
  }
}

function fileProvider(directory: string): Provider {
  const files = new Map<string, Promise<Map<string, bigint>>>();
  const read = async (volume: string) => {
    const text = await readFile(join(directory, volume), "utf8").catch(() => "");
    return parseQuotaFile(text);
  };
  return async ({ group, volume }) => {
    const known = files.get(volume) ?? read(volume);
    files.set(volume, known);
    const bytes = (await known).get(group);
    return bytes === undefined ? undefined : { bytes, inodes: null };
  };
}

async function csvProvider(path: string): Promise<Provider> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new AppError("invalid_state", `Cannot read ${path}: ${error.code ?? error.message}.`);
  });
  const limits = new Map<string, Limits>();
  for (const { gid, volume, bytes, inodes } of readQuotaCsv(text).rows) {
    const key = `${gid} ${volume}`;
    if (!limits.has(key)) limits.set(key, { bytes, inodes });
  }
  return async ({ gid, volume }) => limits.get(`${gid} ${volume}`);
}
