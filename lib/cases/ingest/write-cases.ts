import "server-only";
import { z } from "zod";
import { ask, recordset, type Tx } from "@/lib/platform/db";
import { printExactJson } from "@/lib/platform/exact-json";
import { caseStates, type Resource, resources } from "../model";
import type { KnownCase, MergedCase, MergedReport } from "./merge-report";
import type { CaseReport } from "./parse-report";

/** Characters of a case's searchable text. */
const MAX_SEARCH_LENGTH = 2_000;

/** A merged report with the generation that its rows belong to. */
export interface PendingReport {
  report: CaseReport;
  merged: MergedReport;
  generationId: bigint;
}

const candidateRow = z.object({
  id: z.int(),
  type: z.string(),
  account: z.string(),
  resource: z.enum(resources),
  state: z.enum(caseStates).nullable(),
  metric: z.number(),
  ticks: z.int(),
  reportedAt: z.date(),
  claimantId: z.int().nullable(),
  detail: z.unknown(),
});

/**
 * Locks every case that the reports can change, and returns those that their entries may match, by
 * type.
 * ORDER: locked by ascending id, like everybody who changes several cases.
 */
export async function lockCandidates(
  tx: Tx,
  clusterId: string,
  reports: readonly CaseReport[],
): Promise<Map<string, KnownCase[]>> {
  const types = reports.map(({ type }) => type.name);
  const rows = await ask(candidateRow, tx)`
    with candidate as (
      select id, false as is_match from cases
      where type = any(${types}) and cluster_id = ${clusterId} and is_current
      union all
      select c.id, true
      from ${recordset(reports.flatMap(wantedCases), wantedColumns, printExactJson)} as w
      join cases c on c.type = w.type and c.cluster_id = ${clusterId}
        and c.account = w.account and c.resource = w.resource
      where w.floor is null or (c.detail ->> w.floor_key)::numeric >= w.floor
    ), locked as (
      select c.*, k.is_match
      from (select id, bool_or(is_match) as is_match from candidate group by id) k
      join cases c on c.id = k.id
      order by c.id
      for no key update of c
    )
    select id, type, account, resource, state, metric, ticks, reported_at as "reportedAt",
      claimant_id as "claimantId", detail
    from locked where is_match order by id`;
  const known = new Map<string, KnownCase[]>(types.map((name) => [name, []]));
  for (const { type, reportedAt, detail, ...row } of rows) {
    const schema = reports.find((report) => report.type.name === type)?.type.detailSchema;
    const epoch = reportedAt.getTime() / 1000;
    known.get(type)?.push({ ...row, epoch, detail: schema?.parse(detail) });
  }
  return known;
}

const wantedColumns = {
  ...{ type: "text", account: "text", resource: "text" },
  ...{ floor_key: "text", floor: "numeric" },
} as const;

// One row for each account and resource, with the lowest floor of its entries.
function wantedCases({ type, entries }: CaseReport) {
  const wanted = new Map<string, { account: string; resource: Resource; floor: bigint | null }>();
  for (const entry of entries) {
    const { account, resource } = entry;
    const floor = type.matchFloor?.of(entry) ?? null;
    const key = `${resource} ${account}`;
    const before = wanted.get(key);
    if (!before) wanted.set(key, { account, resource, floor });
    else if (floor !== null && before.floor !== null && floor < before.floor) before.floor = floor;
  }
  const floor_key = type.matchFloor?.key ?? null;
  return [...wanted.values()].map((row) => ({ ...row, type: type.name, floor_key }));
}

/**
 * Gives new cases their ids and writes all cases and samples of the reports; what was current and
 * is no longer named stops being so. A fixed number of statements.
 */
export async function writeCases(
  tx: Tx,
  clusterId: string,
  madeAt: Date,
  pending: readonly PendingReport[],
): Promise<void> {
  const hit = pending.flatMap(({ merged }) => merged.cases);
  await assignIds(
    tx,
    hit.filter(({ isNew }) => isNew),
  );
  const rows = pending.flatMap(({ report, merged, generationId }) =>
    merged.cases.map((item) =>
      toRow(report.type.users(item.detail), item, {
        type: report.type.name,
        generation_id: String(generationId),
      }),
    ),
  );
  await insertCases(
    tx,
    clusterId,
    madeAt,
    rows.filter(({ is_new }) => is_new),
  );
  await changeCases(
    tx,
    madeAt,
    rows.filter(({ is_new }) => !is_new),
  );
  await insertSamples(tx, madeAt, pending);
  const boards = pending.map(({ report, generationId }) => ({
    type: report.type.name,
    generation_id: String(generationId),
  }));
  await tx.$executeRaw`
    update cases c set is_current = false
    from ${recordset(boards, { type: "text", generation_id: "bigint" })} as b
    where c.type = b.type and c.cluster_id = ${clusterId} and c.is_current
      and c.generation_id <> b.generation_id`;
}

async function assignIds(tx: Tx, cases: readonly MergedCase[]): Promise<void> {
  const rows = await ask(z.object({ id: z.bigint() }), tx)`
    select nextval(pg_get_serial_sequence('cases', 'id')) as id
    from generate_series(1, ${cases.length}::int)`;
  for (const [index, item] of cases.entries()) item.id = Number(rows[index]?.id);
}

function toRow(
  users: readonly string[],
  item: MergedCase,
  of: { type: string; generation_id: string },
) {
  const { id, account, resource, state, metric, ticks, summary, detail } = item;
  const search_text = searchText(account, users, summary);
  return {
    ...{ id, account, resource, state, metric, ticks, summary, detail, search_text },
    ...of,
    is_new: item.isNew,
  };
}

function searchText(
  account: string,
  users: readonly string[],
  summary: Record<string, unknown> | null,
): string {
  const facts = Object.entries(summary ?? {}).flatMap(([key, value]) => [
    key,
    typeof value === "object" ? printExactJson(value) : String(value),
  ]);
  const text = [account, ...users, ...facts].join(" ").slice(0, MAX_SEARCH_LENGTH);
  // The cut may have left half a surrogate pair, which the database refuses.
  return text.replace(/\p{Surrogate}/gu, "").toLowerCase();
}

type WrittenCase = ReturnType<typeof toRow>;

const caseColumns = {
  ...{ id: "int", type: "text", account: "text", resource: "text", state: "text" },
  ...{ metric: "float8", ticks: "int", generation_id: "bigint", summary: "json" },
  ...{ detail: "json", search_text: "text" },
} as const;

const sampleColumns = {
  ...{ case_id: "int", tick: "int", generation_id: "bigint", metric: "float8" },
} as const;

async function insertCases(
  tx: Tx,
  clusterId: string,
  madeAt: Date,
  rows: readonly WrittenCase[],
): Promise<void> {
  await tx.$executeRaw`
    insert into cases (id, type, cluster_id, account, resource, state, metric, ticks, reported_at,
      first_reported_at, generation_id, is_current, summary, detail, search_text)
    select id, type, ${clusterId}, account, resource, state, metric, ticks, ${madeAt}::timestamptz,
      ${madeAt}::timestamptz, generation_id, true, summary, detail, search_text
    from ${recordset(rows, caseColumns, printExactJson)} as r`;
}

// ORDER: version, state, claimant and ticket are people's; a report never touches them.
async function changeCases(tx: Tx, madeAt: Date, rows: readonly WrittenCase[]): Promise<void> {
  await tx.$executeRaw`
    update cases c
    set metric = r.metric, ticks = r.ticks, reported_at = ${madeAt}::timestamptz,
      generation_id = r.generation_id, is_current = true, summary = r.summary,
      detail = r.detail, search_text = r.search_text
    from ${recordset(rows, caseColumns, printExactJson)} as r
    where c.id = r.id`;
}

async function insertSamples(
  tx: Tx,
  madeAt: Date,
  pending: readonly PendingReport[],
): Promise<void> {
  const rows = pending.flatMap(({ merged, generationId }) =>
    merged.samples.map(({ of, tick, metric }) => ({
      case_id: of.id,
      tick,
      metric,
      generation_id: String(generationId),
    })),
  );
  await tx.$executeRaw`
    insert into case_samples (case_id, tick, generation_id, at, metric)
    select case_id, tick, generation_id, ${madeAt}::timestamptz, metric
    from ${recordset(rows, sampleColumns)} as r`;
}
