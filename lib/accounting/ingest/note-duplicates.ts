import "server-only";
import { z } from "zod";
import { ask, databaseNow, Prisma, type Tx } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";

/** Components whose id says who sent; the empty text is an anonymous one. */
export const sourceOf = (actor: { id: string } | null): string => actor?.id ?? "";

/** Whether known ids of this sender are answered as a success. */
export async function ignoresDuplicates(source: string): Promise<boolean> {
  const [row] = await ask(z.object({ ignores: z.boolean() }))`
    select ignores_duplicates as ignores from accounting_senders where source = ${source}`;
  return row?.ignores === true;
}

// What was sent before it ended, and comes again after that, is still the same.
const isSame = Prisma.sql`
  g.start_at = r.start_at and (g.stop_at is null or g.stop_at is not distinct from r.stop_at)
    and coalesce(g.meta::jsonb, '{}') = coalesce(r.meta::jsonb, '{}')
    and g.components::jsonb = r.components::jsonb`;

interface Duplicates {
  /** Columns record_id, meta, components, start_at and stop_at. */
  rows: Prisma.Sql;
  source: string;
  /** How many of the rows were stored just now. */
  stored: number;
}

/**
 * Leaves a trace of rows whose id is taken: what is equal to the stored record is only counted, what
 * is not is kept until somebody decides.
 */
export async function noteDuplicates({ rows, source, stored }: Duplicates, tx?: Tx): Promise<void> {
  await ask(z.object({ source: z.string() }), tx)`
    with known as materialized (
      select g.*, (${isSame}) as is_same
      from (${rows}) g join accounting_records r on r.record_id = g.record_id
    ), other as (
      insert into accounting_conflicts as c (record_id, source, meta, components, start_at, stop_at,
        content_hash, first_at, last_at)
      select distinct on (record_id, content_hash) record_id, ${source}::text, meta, components,
        start_at, stop_at, content_hash, ${databaseNow()}, ${databaseNow()}
      from (
        select *, hashtextextended(concat_ws(' ', extract(epoch from start_at),
          extract(epoch from stop_at), meta, components), 0) as content_hash
        from known where not is_same
      ) k order by record_id, content_hash
      on conflict (record_id, source, content_hash) do update
        set sent_count = c.sent_count + 1, last_at = excluded.last_at
    )
    insert into accounting_senders as s (source, repeat_count, repeated_at)
    select ${source}::text, again.count, ${databaseNow()}
    from (select count(*) - ${stored}::int as count from known where is_same) again
    where again.count > 0
    on conflict (source) do update set repeat_count = s.repeat_count + excluded.repeat_count,
      repeated_at = excluded.repeated_at
    returning source`;
}

/** The same where the sender's answer matters more than the trace: a failure is logged. */
export async function noteDuplicatesQuietly(duplicates: Duplicates): Promise<void> {
  await noteDuplicates(duplicates).catch((error: unknown) => {
    log().error({ err: error, source: duplicates.source }, "duplicates left no trace");
  });
}
