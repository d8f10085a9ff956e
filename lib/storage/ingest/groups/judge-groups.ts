import "server-only";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { ask, Prisma, recordset, type Tx } from "@/lib/platform/db";
import { type EarlierUse, type Judgement, type JudgeRules, judgeUse } from "../../model/judge-use";
import { dayNumber } from "../../model/scan";
import { readStorageSettings } from "../../queries/settings";

/** Where judged uses stand: what groups use on a volume, or below its base directories. */
export interface UsageTable {
  table: Prisma.Sql;
  /** Its base directory. */
  base: Prisma.Sql;
}

/** Stands for no base directory: the whole volume. */
export const WHOLE_VOLUME = 0;

export const totalsTable: UsageTable = {
  table: Prisma.sql`group_volume_usage`,
  base: Prisma.sql`${WHOLE_VOLUME}::int`,
};

export const partsTable: UsageTable = {
  table: Prisma.sql`group_usage`,
  base: Prisma.sql`base_directory_id`,
};

/** What a group uses, before it is judged. */
export interface GroupUse {
  gid: bigint;
  /** `WHOLE_VOLUME` for a total. */
  baseDirectoryId: number;
  usedBytes: bigint;
  usedInodes: bigint;
}

export interface Quota {
  bytes: bigint | null;
  inodes: bigint | null;
}

const noQuota: Quota = { bytes: null, inodes: null };

const historyRow = z.object({
  ordinal: z.int(),
  days: z.array(z.int()),
  bytes: z.array(z.number()),
  inodes: z.array(z.number()),
});

/** A use with its quota and what both rules say of it. */
export type JudgedUse<Use extends GroupUse> = Use & { quota: Quota; judgement: Judgement };

/** The rules in force, counted from today. */
export async function readRules(tx: Tx): Promise<JudgeRules> {
  const { thresholds, forecastWindowDays } = await readStorageSettings(tx);
  return { thresholds, forecastWindowDays, today: dayNumber(now()) };
}

/**
 * Judges the uses of one scan by the volume's quotas and by what the same groups used before it;
 * two statements, whatever the number of groups.
 */
export async function judgeGroups<Use extends GroupUse>(
  tx: Tx,
  scan: { volume: string; recordOn: Date },
  table: UsageTable,
  uses: readonly Use[],
  rules: JudgeRules,
): Promise<JudgedUse<Use>[]> {
  const quotas = await readQuotas(tx, scan.volume);
  const histories = await readHistories(tx, scan, table, uses, rules.forecastWindowDays);
  const day = dayNumber(scan.recordOn);
  return uses.map((use, index) => {
    const quota = quotas.get(use.gid) ?? noQuota;
    const judgement = judgeUse(
      {
        day,
        bytes: Number(use.usedBytes),
        inodes: Number(use.usedInodes),
        quotaBytes: quota.bytes === null ? null : Number(quota.bytes),
        quotaInodes: quota.inodes === null ? null : Number(quota.inodes),
        history: histories.get(index) ?? [],
      },
      rules,
    );
    return { ...use, quota, judgement };
  });
}

async function readQuotas(tx: Tx, volume: string): Promise<Map<bigint, Quota>> {
  const rows = await tx.storageQuota.findMany({
    where: { volumeName: volume },
    select: { gid: true, bytes: true, inodes: true },
  });
  return new Map(rows.map(({ gid, ...quota }) => [gid, quota]));
}

// PERF: the window is read scan by scan, as its rows lie; only a group with less than two points in
// it is looked up by itself, whatever the age of its points.
async function readHistories(
  tx: Tx,
  { volume, recordOn }: { volume: string; recordOn: Date },
  { table, base }: UsageTable,
  uses: readonly GroupUse[],
  windowDays: number,
): Promise<Map<number, EarlierUse[]>> {
  const pairs = uses.map(({ gid, baseDirectoryId }, ordinal) => ({
    ordinal,
    gid: String(gid),
    base: baseDirectoryId,
  }));
  const points = Prisma.sql`array_agg(record_on - date '1970-01-01' order by record_on) as days,
    array_agg(used_bytes::float8 order by record_on) as bytes,
    array_agg(used_inodes::float8 order by record_on) as inodes`;
  const rows = await ask(historyRow, tx)`
    with recent as (
      select gid, ${base} as base, ${points} from ${table}
      where volume_name = ${volume} and record_on < ${recordOn}::date
        and record_on >= ${recordOn}::date - ${windowDays}::int
      group by 1, 2 having count(*) > 1
    )
    select p.ordinal, coalesce(r.days, o.days) as days, coalesce(r.bytes, o.bytes) as bytes,
      coalesce(r.inodes, o.inodes) as inodes
    from ${recordset(pairs, { ordinal: "int", gid: "bigint", base: "int" })} p
    left join recent r on r.gid = p.gid and r.base = p.base
    left join lateral (
      select ${points} from (
        select record_on, used_bytes, used_inodes from ${table}
        where r.gid is null and gid = p.gid and ${base} = p.base and volume_name = ${volume}
          and record_on < ${recordOn}::date
        order by record_on desc limit 2
      ) newest
    ) o on true
    where r.days is not null or o.days is not null`;
  return new Map(rows.map((row) => [row.ordinal, pointsOf(row)]));
}

function pointsOf({ days, bytes, inodes }: z.infer<typeof historyRow>): EarlierUse[] {
  return days.map((day, index) => ({ day, bytes: bytes[index] ?? 0, inodes: inodes[index] ?? 0 }));
}
