import "server-only";
import { z } from "zod";
import { ask } from "@/lib/platform/db";

/** About one point for each pixel of the chart. */
const MAX_SAMPLES = 600;

/** What one report said; where reports were put together, the highest of them. */
export interface CaseSample {
  /** Number of the report among those that named the case, from 1. */
  tick: number;
  /** ISO 8601. */
  at: string;
  metric: number;
}

/**
 * The metric of a case over its reports, oldest first, at most 601: of many neighbouring reports
 * the worst is kept, and always the newest. The caller has checked the reader's scope.
 */
export async function listCaseSamples(caseId: number): Promise<CaseSample[]> {
  const rows = await ask(z.object({ tick: z.int(), at: z.date(), metric: z.number() }))`
    with numbered as (
      select tick, at, metric, ntile(${MAX_SAMPLES}::int) over (order by tick) as bucket,
        max(tick) over () as newest
      from case_samples where case_id = ${caseId}
    ), kept as (
      select *, row_number() over (partition by bucket order by metric desc, tick) as place
      from numbered
    )
    select tick, at, metric from kept where place = 1 or tick = newest order by tick`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
