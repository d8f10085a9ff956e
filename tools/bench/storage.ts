import "server-only";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { storeResult } from "@/lib/storage/factory/scan-result";
import { recomputeWarnings } from "@/lib/storage/jobs";
import { groupUsageList } from "@/lib/storage/lists/group-usage";
import { listScanChanges } from "@/lib/storage/queries/scan-changes";
import { type Figure, median, milliseconds, p95, timed } from "./measure";

/** A site's scans over many days: how one more is stored, and how the warnings are read. */

const GROUPS = 5_000;
const VOLUMES = 7;
const FIRST_GID = 10_000;

const analyst = viewerWithoutPerson("bench", "Bench", ["analyst"]);

const sorts = ["-usage", "group", "-full", "level", "-modified", "-scan"];
const ROUNDS = 5;
const DAY_MS = 86_400_000;

const MOST_PAGE_MS = 300;
const MOST_STORE_MS = 10_000;

/** Every group on every volume on every day before yesterday; growth differs by group. */
async function fillUsage(days: number): Promise<void> {
  await db().$executeRaw`
    insert into groups (name, gid) select 'team' || n, n + ${FIRST_GID}
    from generate_series(1, ${GROUPS}::int) n`;
  await db().$executeRaw`
    insert into volumes (name, mount_path, accepted_at)
    select 'scratch' || n, '/lustre/scratch' || n, now() from generate_series(1, ${VOLUMES}::int) n`;
  await db().$executeRaw`
    insert into base_directories (volume_name, path)
    select v.name, v.mount_path || '/team' || n
    from volumes v, generate_series(1, ${GROUPS}::int) n`;
  await db().$executeRaw`
    insert into storage_quotas (volume_name, gid, bytes, inodes, read_at, source)
    select v.name, n + ${FIRST_GID}, (n % 97 + 1) * 1099511627776, 10000000, now(), 'feed'
    from volumes v, generate_series(1, ${GROUPS}::int) n`;
  await db().$executeRaw`
    insert into storage_scans (volume_name, record_on, scanned_at, file_name, state, started_at,
      heard_at, ended_at, origin, request_ref)
    select v.name, current_date - d, now() - d * interval '1 day', 'bench', 'stored', now(), now(),
      now(), 'upload', 'bench'
    from generate_series(${days}::int + 1, 2, -1) d, volumes v`;
  await db().$executeRaw`
    insert into group_usage (scan_id, volume_name, record_on, gid, base_directory_id, used_bytes,
      quota_bytes, used_inodes, quota_inodes, last_modified_at, last_modified_days, level,
      inode_level, bytes_in_3_days, bytes_in_7_days, inodes_in_3_days, inodes_in_7_days)
    select s.id, s.volume_name, s.record_on, g.gid, b.id, x.used, q.bytes, x.used / 1000000,
      q.inodes, s.scanned_at, g.gid % 400, 1, 1, x.used, x.used, x.used / 1000000, x.used / 1000000
    from storage_scans s
    join base_directories b on b.volume_name = s.volume_name
    join groups g on g.name = substr(b.path, strpos(b.path, 'team'))
    join storage_quotas q on q.volume_name = s.volume_name and q.gid = g.gid
    cross join lateral (
      select (q.bytes * (0.5 + (g.gid % 60) * 0.01 + (s.record_on - current_date) * 0.0003))::bigint
        as used
    ) x
    order by s.id`;
  await db().$executeRaw`
    insert into group_volume_usage (scan_id, volume_name, record_on, gid, used_bytes, quota_bytes,
      used_inodes, quota_inodes, last_modified_at, last_modified_days, level, inode_level,
      bytes_in_3_days, bytes_in_7_days, inodes_in_3_days, inodes_in_7_days)
    select scan_id, volume_name, record_on, gid, used_bytes, quota_bytes, used_inodes,
      quota_inodes, last_modified_at, last_modified_days, level, inode_level, bytes_in_3_days,
      bytes_in_7_days, inodes_in_3_days, inodes_in_7_days
    from group_usage order by scan_id`;
  await db().$executeRaw`
    update volumes v set current_scan_id = (
      select id from storage_scans where volume_name = v.name order by record_on desc limit 1)`;
  await db().$executeRawUnsafe("analyze");
}

function within(name: string, took: number, most: number): Figure {
  const budget = `at most ${milliseconds(most)}`;
  return {
    name,
    measured: milliseconds(took),
    limit: "",
    ratio: null,
    budget,
    isMet: took <= most,
  };
}

async function measureStoring(): Promise<Figure> {
  const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
  const times: number[] = [];
  for (const volume of ["scratch1", "scratch2", "scratch3"]) {
    const groups = Array.from({ length: GROUPS }, (_, index) => ({
      gid: BigInt(FIRST_GID + index + 1),
      basePath: `/lustre/${volume}/team${index + 1}`,
      bytes: BigInt((index % 97) + 1) * 2n ** 39n,
      inodes: BigInt(index),
    }));
    times.push(await timed(() => storeResult(volume, yesterday, { groups })));
  }
  return within("a scan of 5,000 groups stored", median(times), MOST_STORE_MS);
}

async function measurePages(): Promise<Figure[]> {
  const times: number[] = [];
  for (const sort of sorts) {
    const params = await loadListParams(groupUsageList, { sort });
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(await timed(() => listPage(groupUsageList, analyst, params)));
    }
  }
  const wish = { volume: "scratch1", kind: "groups" } as const;
  const changes = await timed(() => listScanChanges(analyst, wish));
  return [
    within("quota warnings, any order, p95", p95(times), MOST_PAGE_MS),
    within("what changed since the last scan", changes, MOST_PAGE_MS),
  ];
}

/** Fills the empty database of this process with scans of so many days and measures it. */
export async function measureStorage(days: number): Promise<Figure[]> {
  await fillUsage(days);
  const storing = await measureStoring();
  const pages = await measurePages();
  const judging = await timed(recomputeWarnings);
  const plain = { limit: "", ratio: null, budget: "", isMet: null };
  const name = "all warnings of 7 volumes computed again";
  return [storing, ...pages, { ...plain, name, measured: milliseconds(judging) }];
}
