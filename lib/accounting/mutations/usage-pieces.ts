import "server-only";
import { Prisma } from "@/lib/platform/db";
import { usageFlags } from "../model/quality";
import { MAX_COUNTED_DAYS } from "../model/usage";

/** What usages add to the roll-ups, in SQL. */

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
 * running ones count. Rates times microseconds are exact; CPU time is spread evenly and cut to
 * whole microseconds, so that the pieces of a record add up to its whole.
 */
export function usagePieces(
  rows: Prisma.Sql,
  unit: RollupUnit,
  bounds: PieceBounds = {},
): Prisma.Sql {
  const us = unitUs[unit];
  const first = bounds.from
    ? Prisma.sql`greatest(m.start_us / ${us}, ${epochUs(bounds.from)} / ${us})`
    : Prisma.sql`m.start_us / ${us}`;
  const last = bounds.before
    ? Prisma.sql`least(m.last_us / ${us}, (${epochUs(bounds.before)} - 1) / ${us})`
    : Prisma.sql`m.last_us / ${us}`;
  return Prisma.sql`
    select timestamptz 'epoch' + p.bucket * ${unitStep[unit]} as at, site_id, group_id, user_id,
      sum(sign * cores * (to_us - from_us)) as core_us,
      sum(sign * gpus * (to_us - from_us)) as gpu_us,
      sum(sign * normalised * (to_us - from_us)) as normalised_us,
      sum(sign * memory_mib * (to_us - from_us)) as memory_mib_us,
      sum(case when cpu_us > 0 and length_us > 0 then sign * (
        div(cpu_us * (to_us - start_us), length_us) - div(cpu_us * (from_us - start_us), length_us)
      ) else 0 end) as cpu_us,
      sum(case when bucket = start_us / ${us} then sign else 0 end)::int as started_count,
      sum(case when stop_at is not null and bucket = last_us / ${us} then sign else 0 end)::int
        as ended_count,
      sum(sign)::int as ran_count
    from (
      select m.*, s.bucket, greatest(s.bucket * ${us}, m.start_us) as from_us,
        greatest(s.bucket * ${us}, m.start_us, least((s.bucket + 1) * ${us}, m.end_us)) as to_us
      from (${timed(rows)}) m cross join lateral generate_series(${first}, ${last}) as s(bucket)
    ) p
    group by p.bucket, site_id, group_id, user_id`;
}

// In microseconds; the last one is the last in which the record ran.
function timed(rows: Prisma.Sql): Prisma.Sql {
  const longest = Prisma.sql`start_at + ${MAX_COUNTED_DAYS}::int * interval '24 hours'`;
  return Prisma.sql`
    select w.*, greatest(start_us, end_us - 1) as last_us
    from (
      select r.*, ${epochUs(Prisma.sql`start_at`)} as start_us,
        ${epochUs(Prisma.sql`least(coalesce(stop_at, until), ${longest})`)} as end_us,
        extract(epoch from stop_at - start_at) * 1000000 as length_us
      from (${rows}) r where flags & ${usageFlags.impossibleStart}::int = 0
    ) w`;
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
