import "server-only";
import { Prisma } from "@/lib/platform/db";
import { usageFlags } from "../model/quality";
import { MAX_COUNTED_DAYS } from "../model/usage";

/** What usages add to the roll-ups, in SQL. */

/** Faults with which a record counts nowhere. */
const UNCOUNTED = usageFlags.impossibleStart | usageFlags.unreadable;

export type RollupUnit = "hour" | "day";

/** Microseconds of a unit. */
const unitUs: Record<RollupUnit, Prisma.Sql> = {
  hour: Prisma.sql`3600000000::bigint`,
  day: Prisma.sql`86400000000::bigint`,
};

const unitStep: Record<RollupUnit, Prisma.Sql> = {
  hour: Prisma.sql`interval '1 hour'`,
  day: Prisma.sql`interval '24 hours'`,
};

const tables: Record<RollupUnit, Prisma.Sql> = {
  hour: Prisma.sql`accounting_hours`,
  day: Prisma.sql`accounting_days`,
};

/** Columns of a usage that decide what it adds. */
export const usageColumns = Prisma.sql`site_id, group_id, user_id, start_at, stop_at, cores, gpus,
  normalised, memory_mib, cpu_us, flags`;

const epochUs = (column: Prisma.Sql) =>
  Prisma.sql`(extract(epoch from ${column}) * 1000000)::bigint`;

/** Only hours or days that begin within these instants; a missing one is no bound. */
export interface PieceBounds {
  from?: Prisma.Sql;
  before?: Prisma.Sql;
}

/**
 * Rows of a roll-up (at, site_id, group_id, user_id and the sums) from usages: `rows` has the
 * columns of `usageColumns`, `sign` (1 to add, -1 to take away) and `until`, the instant to which
 * usage counts: what starts later counts nowhere yet, and what stops later is as if it ran. Rates times microseconds are exact; CPU time is spread evenly and cut to
 * whole microseconds, so that the pieces of a record add up to its whole.
 */
export function usagePieces(
  rows: Prisma.Sql,
  unit: RollupUnit,
  bounds: PieceBounds = {},
): Prisma.Sql {
  const us = unitUs[unit];
  return Prisma.sql`
    select timestamptz 'epoch' + p.bucket * ${unitStep[unit]} as at, site_id, group_id, user_id,
      coalesce(sum(cores * us), 0) as core_us, coalesce(sum(gpus * us), 0) as gpu_us,
      coalesce(sum(normalised * us), 0) as normalised_us,
      coalesce(sum(memory_mib * us), 0) as memory_mib_us,
      coalesce(sum(sign * ${cpuOfPiece}), 0) as cpu_us,
      sum(case when bucket = start_us / ${us} then sign else 0 end)::int as started_count,
      sum(case when is_ended and bucket = last_us / ${us} then sign else 0 end)::int
        as ended_count,
      sum(sign)::int as ran_count
    from (
      -- PERF: with offset 0 a column is worked out once, and not again for each use.
      select c.*, (to_us - from_us)::numeric as us from (
        select m.*, s.bucket, greatest(s.bucket * ${us}, m.start_us) as from_us,
          greatest(s.bucket * ${us}, m.start_us, least((s.bucket + 1) * ${us}, m.end_us)) as to_us
        from (${timedUsages(rows)} offset 0) m
        cross join lateral generate_series(${bucketRange(unit, bounds)}) as s(bucket) offset 0
      ) c offset 0
    ) p
    group by p.bucket, site_id, group_id, user_id`;
}

/** The first and the last hour or day of a usage `m` within the bounds. */
function bucketRange(unit: RollupUnit, { from, before }: PieceBounds): Prisma.Sql {
  const us = unitUs[unit];
  const first = Prisma.sql`m.start_us / ${us}`;
  const last = Prisma.sql`m.last_us / ${us}`;
  return Prisma.sql`
    ${from ? Prisma.sql`greatest(${first}, ${epochUs(from)} / ${us})` : first},
    ${before ? Prisma.sql`least(${last}, (${epochUs(before)} - 1) / ${us})` : last}`;
}

/**
 * CPU time up to the end of the piece less that up to its start, each cut to microseconds. PERF:
 * for records of whole seconds in integers of 64 bits, four times as fast: `cpu_rate` microseconds
 * to each, and of what is left over, `cpu_rest`, a part for each second.
 */
const cpuOfPiece = Prisma.sql`case
  when cpu_us is null then null
  when cpu_rate is null then div(cpu_us * (to_us - start_us), length_us)
    - div(cpu_us * (from_us - start_us), length_us)
  else cpu_rate * (to_us - from_us)
    + cpu_rest * ((to_us - start_us) / 1000000) / length_s
    - cpu_rest * ((from_us - start_us) / 1000000) / length_s end`;

/** Longest record, in microseconds, whose CPU time fits the quick way: some 34 days. */
const MAX_QUICK_US = Prisma.sql`3000000000000`;

// In microseconds; `last_us` lies in the last hour and day in which the record ran. What is zero
// is null: nothing is worked out for it.
function timedUsages(rows: Prisma.Sql): Prisma.Sql {
  const longest = Prisma.sql`start_at + ${MAX_COUNTED_DAYS}::int * interval '24 hours'`;
  return Prisma.sql`
    select sign, site_id, group_id, user_id, is_ended, start_us, end_us, cpu_us, length_us,
      sign * nullif(cores, 0) as cores, sign * nullif(gpus, 0) as gpus,
      sign * nullif(normalised, 0) as normalised, sign * nullif(memory_mib, 0) as memory_mib,
      greatest(start_us, end_us - 1) as last_us,
      case when is_quick then div(cpu_us, length_us)::bigint end as cpu_rate,
      case when is_quick then mod(cpu_us, length_us)::bigint end as cpu_rest,
      case when is_quick then (length_us / 1000000)::bigint end as length_s
    from (
      select w.*, w.length_us <= ${MAX_QUICK_US} and w.length_us % 1000000 = 0
        and w.start_us % 1000000 = 0 and w.cpu_us < w.length_us * 1000000 as is_quick
      from (
        select r.sign, site_id, group_id, user_id, cores, gpus, normalised, memory_mib,
          stop_at is not null and least(stop_at, ${longest}) <= until as is_ended,
          case when stop_at > start_at then nullif(cpu_us, 0) end as cpu_us,
          ${epochUs(Prisma.sql`start_at`)} as start_us,
          ${epochUs(Prisma.sql`least(stop_at, until, ${longest})`)} as end_us,
          extract(epoch from stop_at - start_at) * 1000000 as length_us
        from (${rows}) r where flags & ${UNCOUNTED}::int = 0 and start_at < until offset 0
      ) w offset 0
    ) q`;
}

/** Adds pieces (a query or a name of one) to a roll-up. */
export function addPieces(unit: RollupUnit, pieces: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    insert into ${tables[unit]} as t (at, site_id, group_id, user_id, core_us, gpu_us,
      normalised_us, memory_mib_us, cpu_us, started_count, ended_count, ran_count)
    select at, site_id, group_id, user_id, core_us, gpu_us, normalised_us, memory_mib_us, cpu_us,
      started_count, ended_count, ran_count
    from (${pieces}) p
    where ran_count <> 0 or core_us <> 0 or gpu_us <> 0 or normalised_us <> 0
      or memory_mib_us <> 0 or cpu_us <> 0 or started_count <> 0 or ended_count <> 0
    order by at, site_id, group_id, user_id
    on conflict (at, site_id, group_id, user_id) do update set
      core_us = t.core_us + excluded.core_us, gpu_us = t.gpu_us + excluded.gpu_us,
      normalised_us = t.normalised_us + excluded.normalised_us,
      memory_mib_us = t.memory_mib_us + excluded.memory_mib_us,
      cpu_us = t.cpu_us + excluded.cpu_us,
      started_count = t.started_count + excluded.started_count,
      ended_count = t.ended_count + excluded.ended_count,
      ran_count = t.ran_count + excluded.ran_count`;
}
