import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, databaseNow, Prisma } from "@/lib/platform/db";
import type { UsageDimension, UsageFilters } from "../model/usage";
import { dimensionColumns, dimensionConditions } from "./usage-sql";

/** Rows of the list of what runs. */
const MAX_ROWS = 100;

const runningSums = z.object({
  records: z.int(),
  cores: z.number(),
  gpus: z.number(),
  /** Start of the one that runs longest; null where none runs. */
  oldestStartAt: z.date().nullable(),
});
export type RunningSums = z.infer<typeof runningSums>;

export interface RunningNow {
  total: RunningSums;
  /** By site, group or user; most cores first, at most 100. */
  rows: (RunningSums & { name: string })[];
}

/** Records that have begun and not stopped, as of the last roll-up. Throws `forbidden`. */
export async function runningNow(
  viewer: Viewer,
  { by, filters, limit = 20 }: { by: UsageDimension; filters?: UsageFilters; limit?: number },
): Promise<RunningNow> {
  const dimension = dimensionColumns[by];
  const where = Prisma.join(dimensionConditions(viewer, filters), " and ");
  const found = await ask(runningSums.extend({ name: z.string().nullable() }))`
    select n.name, t.records, t.cores, t.gpus, t."oldestStartAt"
    from (
      select ${dimension} as id, grouping(${dimension}) as level, count(*)::int as records,
        coalesce(sum(u.cores), 0)::float8 as cores, coalesce(sum(u.gpus), 0)::float8 as gpus,
        min(u.start_at) as "oldestStartAt"
      from accounting_usages u
      where (u.stop_at is null or u.is_ahead and u.stop_at > ${databaseNow()})
        and not u.is_archived and u.start_at <= ${databaseNow()} and ${where}
      group by grouping sets ((), (${dimension}))
      order by level desc, cores desc, records desc, id
      limit ${Math.max(1, Math.min(MAX_ROWS, limit)) + 1}::int
    ) t left join accounting_names n on n.id = t.id
    order by t.level desc, t.cores desc, t.records desc, n.name collate "C"`;
  const none = { records: 0, cores: 0, gpus: 0, oldestStartAt: null };
  const { name: _, ...total } = found.find(({ name }) => name === null) ?? { name: null, ...none };
  return {
    total,
    rows: found.flatMap(({ name, ...sums }) => (name === null ? [] : [{ name, ...sums }])),
  };
}
