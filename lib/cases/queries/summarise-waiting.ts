import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { caseTypes } from "../case-types/registry";
import { seesStaff } from "../model";
import { type CaseRow, rawCase, rawCaseColumns, toCaseRow } from "./case-row";
import { caseTables } from "./case-scope";

/** Rows a card shows; the rest is behind its link. */
const CARD_ROWS = 10;
const DAY_MS = 86_400_000;

export interface WaitingList {
  type: string;
  title: string;
  /** Unit of the metric, empty where it has none. */
  unit: string;
  count: number;
  rows: CaseRow[];
  /** The queue narrowed to exactly these cases. */
  query: string;
}

/** A source that should have reported by now. */
export interface SilentSource {
  id: string;
  name: string;
  clusterId: string | null;
  service: string;
  intervalSeconds: number;
  /** ISO 8601; null for one that never was heard of. */
  lastHeardAt: string | null;
}

/** A report that was turned away. */
export interface RefusedReport {
  id: string;
  /** ISO 8601. */
  at: string;
  feed: string | null;
  component: string | null;
  detail: string;
}

export interface GroupCases {
  group: string;
  /** Types with current cases of the group, in the order of the tabs. */
  types: { type: string; title: string; count: number }[];
}

function requireStaff(viewer: Viewer): void {
  if (!seesStaff(viewer)) throw new AppError("forbidden", "Your roles do not allow this.");
}

interface Wanted {
  where: Prisma.Sql;
  /** The same as a query of the queue; `onlyPending` where the type has decisions. */
  query: string;
  onlyPending?: boolean;
}

async function listsWhere(viewer: Viewer, wanted: Wanted): Promise<WaitingList[]> {
  requireStaff(viewer);
  const names = caseTypes.map(({ name }) => name);
  // The metrics of two types do not compare, so each type has its own ten.
  // PERF: ranked by id alone, so that thousands of wide rows are not sorted for ten of them.
  const found = await ask(rawCase.extend({ count: z.int() }))`
    with ranked as (
      select c.id, count(*) over (partition by c.type)::int as count,
        row_number() over (partition by c.type order by c.metric desc, c.id) as place
      from cases c where c.type = any(${names}) and ${wanted.where}
    )
    select ${rawCaseColumns}, r.count from (select * from ranked where place <= ${CARD_ROWS}) r
    join (${caseTables}) on c.id = r.id order by r.place`;
  return caseTypes.map(({ name, description, metricUnit, hasDecision }) => {
    const pending = wanted.onlyPending && hasDecision ? "&state=pending" : "";
    const own = found.filter(({ type }) => type === name);
    return {
      type: name,
      title: description.title,
      unit: metricUnit,
      count: own[0]?.count ?? 0,
      rows: own.map((raw) => toCaseRow(raw, viewer)),
      query: `type=${name}&${wanted.query}${pending}`,
    };
  });
}

/** Current, undecided cases that nobody has claimed, the worst of each type first. */
export function listUnclaimed(viewer: Viewer): Promise<WaitingList[]> {
  return listsWhere(viewer, {
    where: Prisma.sql`
      c.is_current and c.claimant_id is null and coalesce(c.state, 'pending') = 'pending'`,
    query: "claimant=none",
    onlyPending: true,
  });
}

/** Current cases that the viewer has claimed. */
export function listMine(viewer: Viewer): Promise<WaitingList[]> {
  return listsWhere(viewer, {
    where: Prisma.sql`c.is_current and c.claimant_id = ${viewer.id}`,
    query: "claimant=me",
  });
}

/** Current cases that have a ticket and wait for a decision. */
export function listDecidable(viewer: Viewer): Promise<WaitingList[]> {
  return listsWhere(viewer, {
    where: Prisma.sql`c.is_current and c.state = 'pending' and c.ticket_no is not null`,
    query: "ticket=linked",
    onlyPending: true,
  });
}

const silentSource = z.object({
  count: z.int(),
  id: z.string(),
  name: z.string(),
  clusterId: z.string().nullable(),
  service: z.string(),
  intervalSeconds: z.int(),
  heard: z.date().nullable(),
});

/** Components whose expected interval has passed without a call, the longest silence first. */
export async function listSilentSources(
  viewer: Viewer,
): Promise<{ count: number; rows: SilentSource[] }> {
  requireStaff(viewer);
  const rows = await ask(silentSource)`
    select count(*) over ()::int as count, id, name, cluster_id as "clusterId", service,
      interval_seconds as "intervalSeconds",
      last_heard_at as heard
    from components
    where interval_seconds is not null
      and coalesce(last_heard_at, created_at)
        < ${now()}::timestamptz - interval_seconds * interval '1 second'
    order by last_heard_at nulls first, id limit ${CARD_ROWS}`;
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.map(({ heard, count: _, ...row }) => ({
      ...row,
      lastHeardAt: heard?.toISOString() ?? null,
    })),
  };
}

const refusedReport = z.object({
  id: z.bigint(),
  at: z.date(),
  feed: z.string().nullable(),
  component: z.string().nullable(),
  detail: z.string(),
  count: z.int(),
});

/** Reports that were turned away within a day, newest first, with their number. */
export async function listRefusedReports(
  viewer: Viewer,
): Promise<{ count: number; rows: RefusedReport[] }> {
  requireStaff(viewer);
  const rows = await ask(refusedReport)`
    select r.id, r.at, r.feed_name as feed, k.name as component, r.detail,
      count(*) over ()::int as count
    from refusals r left join components k on k.id = r.component_id
    where r.at > ${new Date(now().getTime() - DAY_MS)}::timestamptz
    order by r.at desc, r.id desc limit 5`;
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.map(({ count: _, id, at, ...row }) => ({
      ...row,
      id: String(id),
      at: at.toISOString(),
    })),
  };
}

const groupCount = z.object({ account: z.string(), type: z.string(), count: z.int() });

/** The groups the viewer leads, each with its current cases by type; the busiest first. */
export async function countGroupCases(viewer: Viewer): Promise<GroupCases[]> {
  if (viewer.groups.length === 0) return [];
  const counts = await ask(groupCount)`
    select c.account, c.type, count(*)::int as count from cases c
    where c.account = any(${viewer.groups}) and c.is_current group by c.account, c.type`;
  const total = (group: GroupCases) => group.types.reduce((sum, { count }) => sum + count, 0);
  return viewer.groups
    .map((group) => ({
      group,
      types: caseTypes.flatMap(({ name, description }) => {
        const found = counts.find(({ account, type }) => account === group && type === name);
        return found ? [{ type: name, title: description.title, count: found.count }] : [];
      }),
    }))
    .sort((a, b) => total(b) - total(a) || a.group.localeCompare(b.group));
}
