import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { ask, databaseNow, Prisma, pool } from "@/lib/platform/db";
import { ANONYMOUS } from "../model/conflict";
import { type FindingKind, findingKinds, findingTable, usageFlags } from "../model/quality";
import { MAX_OPEN_DAYS } from "../model/usage";
import { compileMappings } from "./list-mappings";
import { usageWithin } from "./usage-sql";

/** Examples of a finding, newest first. */
const MAX_EXAMPLES = 5;

/** Newest records that are looked through for keys and components that no mapping reads. */
const SAMPLE_SIZE = 2_000;

const MAX_NAMES = 20;

export interface QualityFinding {
  kind: FindingKind;
  title: string;
  level: "error" | "warning" | "note";
  advice: string;
  /** Records; of silent collectors: collectors. */
  count: number;
  /** Only the newest 2,000 records were looked at. */
  isSample: boolean;
  /** Ids of some of the records, newest first, as far as they are not archived. */
  examples: string[];
  /** Keys, components, feeds or collectors, with the records of each; at most 20. */
  names: { name: string; count: number }[];
  /** A query of the explorer that shows the records; null where the grammar cannot say it. */
  query: string | null;
}

type Found = Pick<QualityFinding, "kind" | "count"> & Partial<QualityFinding>;

/**
 * What is wrong with the records in sight, errors first; only what was found. A PI sees faults of
 * own groups' records; staff also what is refused, silent or not read. Throws `forbidden`.
 */
export async function qualityReport(viewer: Viewer): Promise<QualityFinding[]> {
  const within = usageWithin(viewer);
  const isStaff = reachOf(viewer, "accounting:read") === "all";
  const [flagged, open, ...rest] = await Promise.all([
    readFlagged(within),
    readOpen(within),
    ...(isStaff ? [readUnknown(), readConflicts(), readRefused(), readSilent()] : []),
  ]);
  const found = [...flagged, open, ...rest.flat()].filter(({ count }) => count > 0);
  const levels = ["error", "warning", "note"];
  const rank = (kind: FindingKind) => levels.indexOf(findingTable[kind].level);
  return found
    .map((finding) => ({ ...nothing, ...findingTable[finding.kind], ...finding }))
    .sort((a, b) => rank(a.kind) - rank(b.kind) || place(a.kind) - place(b.kind));
}

const nothing = { isSample: false, examples: [], names: [], query: null };

const place = (kind: FindingKind) => findingKinds.indexOf(kind);

const queries: Partial<Record<FindingKind, string>> = {
  stoppedIn1970: "stop_time[lt]=1971-01-01T00%3A00%3A00Z",
  negativeRuntime: "runtime[lt]=0&stop_time[gte]=1971-01-01T00%3A00%3A00Z",
  cutOff: "runtime[gt]=31622400&start_time[gte]=1971-01-01T00%3A00%3A00Z",
};

const flagSet = z.object({
  flags: z.int(),
  count: z.int(),
  /** Internal and own id. */
  examples: z.array(z.tuple([z.string(), z.string()])),
});

const openRecords = z.object({
  count: z.int(),
  before: z.string(),
  examples: z.array(z.string()),
});

// PERF: few different sets of faults occur; each is looked up by the index of flagged usages.
async function readFlagged(within: Prisma.Sql): Promise<Found[]> {
  const sets = await ask(flagSet)`
    select t.flags, t.count, e.examples
    from (
      select u.flags, count(*)::int as count from accounting_usages u
      where u.flags <> 0 and ${within} group by u.flags
    ) t
    cross join lateral (
      select coalesce(json_agg(json_build_array(x.id::text, x.record_id)), '[]') as examples from (
        select r.record_id, r.id from accounting_usages u join accounting_records r on r.id = u.id
        where u.flags = t.flags and u.flags <> 0 and ${within}
        order by u.id desc limit ${MAX_EXAMPLES}::int
      ) x
    ) e`;
  return Object.entries(usageFlags).map(([name, bit]) => {
    const kind = name as FindingKind;
    const hit = sets.filter(({ flags }) => (flags & bit) !== 0);
    const examples = hit
      .flatMap((set) => set.examples)
      .sort(([a], [b]) => Number(BigInt(b) - BigInt(a)))
      .slice(0, MAX_EXAMPLES)
      .map(([, recordId]) => recordId);
    const count = hit.reduce((sum, set) => sum + set.count, 0);
    return { kind, count, examples, query: queries[kind] ?? null };
  });
}

async function readOpen(within: Prisma.Sql): Promise<Found> {
  const before = Prisma.sql`(${databaseNow()} - ${MAX_OPEN_DAYS}::int * interval '1 day')`;
  const [row] = await ask(openRecords)`
    with open as materialized (
      select u.id, u.start_at from accounting_usages u
      where u.stop_at is null and not u.is_archived and u.start_at < ${before} and ${within}
    )
    select count(*)::int as count,
      to_char(${before} at time zone 'UTC', 'YYYY-MM-DD"T"HH24"%3A"MI"%3A"SS"Z"') as before,
      (select coalesce(json_agg(r.record_id order by o.start_at desc), '[]') from (
        select * from open order by start_at desc limit ${MAX_EXAMPLES}::int
      ) o join accounting_records r on r.id = o.id) as examples
    from open`;
  const { count = 0, examples = [], before: instant } = row ?? {};
  // Descending, records without a stop come first.
  const query = `start_time[lt]=${instant}&sort_by[desc]=stop_time`;
  return { kind: "openTooLong", count, examples, query };
}

const counted = z.object({ name: z.string(), count: z.int() });

async function readUnknown(): Promise<Found[]> {
  const mappings = await compileMappings(pool());
  const keys = mappings.flatMap((m) => [...m.site_keys, ...m.group_keys, ...m.user_keys]);
  const components = mappings.flatMap((m) => m.amounts.map(({ component }) => component));
  const rows = await ask(counted.extend({ kind: z.enum(["key", "component"]) }))`
    with sample as materialized (
      select meta, components from accounting_records r
      where (select u.flags from accounting_usages u where u.id = r.id)
        & ${usageFlags.unreadable}::int = 0
      order by id desc limit ${SAMPLE_SIZE}::int
    )
    select 'key' as kind, k as name, count(*)::int as count
    from sample, json_object_keys(meta) k
    where not k = any(${[...new Set(keys)]}::text[]) group by k
    union all
    select 'component', c ->> 'name', count(*)::int
    from sample, json_array_elements(components) c
    where not c ->> 'name' = any(${[...new Set(components)]}::text[]) group by 2
    order by 1, 3 desc, 2`;
  const finding = (kind: FindingKind, of: "key" | "component"): Found => {
    const names = rows.filter((row) => row.kind === of).map(({ name, count }) => ({ name, count }));
    const count = Math.max(0, ...names.map((name) => name.count));
    return { kind, count, isSample: true, names: names.slice(0, MAX_NAMES) };
  };
  return [finding("unknownKeys", "key"), finding("unknownComponents", "component")];
}

async function readConflicts(): Promise<Found[]> {
  const names = await ask(counted.extend({ total: z.int() }))`
    select coalesce(nullif(c.source, ''), ${ANONYMOUS}) as name, count(*)::int as count,
      (sum(count(*)) over ())::int as total
    from accounting_conflicts c where c.state = 'open'
    group by 1 order by 2 desc, 1 limit ${MAX_NAMES}::int`;
  return [
    {
      kind: "conflicts",
      count: names[0]?.total ?? 0,
      names: names.map(({ name, count }) => ({ name, count })),
    },
  ];
}

async function readRefused(): Promise<Found[]> {
  const names = await ask(counted.extend({ total: z.int() }))`
    select r.name, sum(r.count)::int as count, (sum(sum(r.count)) over ())::int as total
    from (
      -- Good records of a refused batch are as little stored as the bad; what was stored since is not
      -- lost. Of what is kept no more, the bad ones are known.
      select r.feed_name as name, coalesce(
        (select count(*) filter (where k.stored_at is null) from accounting_refused_records k
          where k.refusal_id = r.id having count(*) > 0),
        greatest(r.rejected_count, 1)) as count
      from refusals r join feeds f on f.name = r.feed_name
      where f.kind = 'accounting' and r.at >= ${databaseNow()} - interval '7 days'
    ) r where r.count > 0
    group by 1 order by 2 desc, 1 limit ${MAX_NAMES}::int`;
  return [
    {
      kind: "refused",
      count: names[0]?.total ?? 0,
      names: names.map(({ name, count }) => ({ name, count })),
    },
  ];
}

async function readSilent(): Promise<Found[]> {
  const names = await ask(counted)`
    select name, count(*) over ()::int as count from components
    where service = 'collector' and coalesce(last_heard_at, created_at)
      + interval_seconds * interval '1 second' < ${databaseNow()}
    order by coalesce(last_heard_at, created_at), name limit ${MAX_NAMES}::int`;
  const count = names[0]?.count ?? 0;
  return [{ kind: "silent", count, names: names.map(({ name }) => ({ name, count: 1 })) }];
}
