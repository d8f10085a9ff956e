import "server-only";
import { z } from "zod";
import { Prisma } from "@/lib/platform/db";
import { recordLine } from "./record-sql";

/** Records on their way into files, as SQL. */

/** Months are `2026-01`, in UTC. */
const startOf = (month: string): Prisma.Sql =>
  Prisma.sql`(${`${month}-01T00:00:00Z`}::timestamptz)`;

const endOf = (month: string): Prisma.Sql =>
  Prisma.sql`((${`${month}-01T00:00:00Z`}::timestamptz at time zone 'UTC' + interval '1 month')
    at time zone 'UTC')`;

/**
 * A record belongs to the month in which it stopped. One that says it stopped before it began
 * belongs to the month of its start, or what a collector dates to 1970 would be archived at once.
 */
function belongsTo(month: string): Prisma.Sql {
  const start = startOf(month);
  const end = endOf(month);
  return Prisma.sql`((stop_at >= ${start} and stop_at < ${end} and start_at <= stop_at)
    or (start_at >= ${start} and start_at < ${end} and stop_at < start_at))`;
}

/** Records of the month that transactions before `horizonXid` wrote and nobody changed since. */
export function archivable(month: string, horizonXid: bigint): Prisma.Sql {
  return Prisma.sql`${belongsTo(month)} and change_xid < ${horizonXid}::bigint`;
}

/**
 * Transactions before this one have ended, and the usage of what they wrote is counted; null while
 * it is counted anew.
 */
export const horizonQuery = Prisma.sql`
  select least(pg_snapshot_xmin(pg_current_snapshot())::text::bigint, horizon_xid)::text as horizon
  from accounting_state where id = 1 and rebuild_step = 'idle'`;

export const horizonShape = z.object({ horizon: z.string() });

/** The lines of a month's file, those of one sender after those of another. */
export function selectLines(month: string, horizonXid: bigint): Prisma.Sql {
  return Prisma.sql`
    select component_id, ${recordLine} from accounting_records
    where ${archivable(month, horizonXid)} order by component_id nulls first, stop_at, id`;
}

/**
 * Months before `before` with records to archive, oldest first. A month that was archived lately is
 * none, so that late records come together; nor is one that somebody asked back.
 */
export function selectMonths(before: string, horizonXid: bigint, restDays: number): Prisma.Sql {
  const end = startOf(before);
  return Prisma.sql`
    select to_char(m.month, 'YYYY-MM') as month
    from (
      select distinct date_trunc('month', greatest(start_at, stop_at) at time zone 'UTC') as month
      from accounting_records
      where stop_at < ${end} and start_at < ${end} and change_xid < ${horizonXid}::bigint
        and greatest(start_at, stop_at) >= '0001-01-01Z'
    ) m
    where not exists (
      select from accounting_archives a
      where a.month = m.month and (a.state in ('restoring', 'restored')
        or a.created_at > clock_timestamp() - ${restDays}::int * interval '1 day')
    )
    order by m.month`;
}
