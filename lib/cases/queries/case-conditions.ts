import "server-only";
import { isStaff, reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { readSort, type SortValue } from "@/lib/platform/table-params";
import type { CaseType } from "../case-types/definition";
import { type CaseFilters, ME, NOBODY, queueSpec } from "../params";

/** What lists, neighbours and exports narrow by; aliases: `c` cases, `k` clusters, `p` claimant. */

export type ListFilters = CaseFilters & { q: string };

/** Longest list of words that a search combines. */
const MAX_WORDS = 8;

/** The part of a `where` that keeps people to what they may see. Throws `forbidden`. */
export function caseScope(viewer: Viewer): Prisma.Sql {
  const reach = reachOf(viewer, "case:read");
  if (!reach) throw new AppError("forbidden", "Your roles do not allow this.");
  const cluster = viewer.within?.clusterId ?? null;
  const parts = [
    reach === "all" ? Prisma.sql`true` : Prisma.sql`c.account = any(${viewer.groups})`,
    ...(cluster === null ? [] : [Prisma.sql`c.cluster_id = ${cluster}`]),
  ];
  return Prisma.join(parts, " and ");
}

/** Scope first, then the filters of the queue. */
export function caseWhere(viewer: Viewer, type: CaseType, filters: ListFilters): Prisma.Sql {
  const { cluster, state, resource, when, ticket } = filters;
  const parts = [caseScope(viewer), Prisma.sql`c.type = ${type.name}`];
  if (when !== "all") parts.push(Prisma.sql`c.is_current = ${when === "current"}`);
  if (cluster) parts.push(Prisma.sql`c.cluster_id = ${cluster}`);
  if (state) parts.push(Prisma.sql`c.state = ${state}`);
  if (resource) parts.push(Prisma.sql`c.resource = ${resource}`);
  if (ticket === "linked") parts.push(Prisma.sql`c.ticket_no is not null`);
  if (ticket === "none") parts.push(Prisma.sql`c.ticket_no is null`);
  const isForStaff = isStaff(viewer);
  // SECURITY: who claimed a case is staff's own; a filter by it would tell as much as a column.
  if (isForStaff) parts.push(...claimantParts(viewer, filters.claimant));
  parts.push(...searchParts(type, filters.q, isForStaff));
  return Prisma.join(parts, " and ");
}

function claimantParts(viewer: Viewer, claimant: string): Prisma.Sql[] {
  if (!claimant) return [];
  if (claimant === ME) return [Prisma.sql`c.claimant_id = ${viewer.id}`];
  if (claimant === NOBODY) return [Prisma.sql`c.claimant_id is null`];
  return [Prisma.sql`p.uid = ${claimant}`];
}

// Every word must be somewhere in the columns that the type declares searchable.
function searchParts(type: CaseType, q: string, isForStaff: boolean): Prisma.Sql[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  const searchable = new Set(
    type.description.cols.filter((column) => column.searchable).map(({ datum }) => datum),
  );
  return words.map((word) => {
    const part = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
    const start = part.slice(1);
    const places = [Prisma.sql`c.search_text like ${part}`];
    if (searchable.has("resource")) places.push(Prisma.sql`c.resource like ${start}`);
    if (searchable.has("state")) places.push(Prisma.sql`c.state like ${start}`);
    if (searchable.has(type.description.metric)) {
      places.push(Prisma.sql`c.metric::text like ${start}`);
    }
    if (searchable.has("ticket")) places.push(Prisma.sql`lower(c.ticket_no) like ${part}`);
    if (searchable.has("claimant") && isForStaff) {
      places.push(Prisma.sql`lower(p.name) like ${part}`, Prisma.sql`lower(p.uid) like ${start}`);
    }
    return Prisma.sql`(${Prisma.join(places, " or ")})`;
  });
}

/** One step of an order: an expression that is never null, and its direction. */
export interface SortTerm {
  sql: Prisma.Sql;
  isDesc: boolean;
}

const plain: Readonly<Record<string, Prisma.Sql>> = {
  ticks: Prisma.sql`c.ticks`,
  account: Prisma.sql`c.account`,
  resource: Prisma.sql`c.resource`,
  notes: Prisma.sql`c.history_count`,
  reported: Prisma.sql`c.reported_at`,
  cluster: Prisma.sql`k.name`,
};

/** Where these are missing they come last, whichever way the rest is sorted. */
const nullable: Readonly<Record<string, Prisma.Sql>> = {
  state: Prisma.sql`c.state`,
  claimant: Prisma.sql`p.name`,
  ticket: Prisma.sql`c.ticket_no`,
};

/** The order of a list by one of the type's columns, and by id where that is equal. */
export function sortTerms(viewer: Viewer, type: CaseType, sort: string): SortTerm[] {
  const { description } = type;
  const spec = queueSpec(description, isStaff(viewer));
  const wished = readSort(sort as SortValue<string>);
  const { id, isDesc } = spec.sortable.includes(wished.id)
    ? wished
    : { id: description.metric, isDesc: true };
  return [...columnTerms(type, id, isDesc), { sql: Prisma.sql`c.id`, isDesc: false }];
}

function columnTerms(type: CaseType, id: string, isDesc: boolean): SortTerm[] {
  if (id === type.description.metric) return [{ sql: Prisma.sql`c.metric`, isDesc }];
  const simple = plain[id];
  if (simple) return [{ sql: simple, isDesc }];
  const column = type.description.cols.find(({ datum }) => datum === id);
  if (column?.type === "number") {
    const sql = Prisma.sql`coalesce((c.detail #>> ${detailPath(type, id)})::float8, 0)`;
    return [{ sql, isDesc }];
  }
  const text = nullable[id] ?? Prisma.sql`c.detail #>> ${detailPath(type, id)}`;
  return [
    { sql: Prisma.sql`(${text}) is null`, isDesc: false },
    { sql: Prisma.sql`coalesce(${text}, '')`, isDesc },
  ];
}

const detailPath = (type: CaseType, id: string): string[] => [...(type.detailPaths?.[id] ?? [id])];

const directions = { true: Prisma.sql`desc`, false: Prisma.sql`asc` };

/** `order by` of the terms; reversed where somebody looks backwards. */
export function orderBy(terms: readonly SortTerm[], isReversed = false): Prisma.Sql {
  const parts = terms.map(
    ({ sql, isDesc }) => Prisma.sql`${sql} ${directions[`${isDesc !== isReversed}`]}`,
  );
  return Prisma.sql`order by ${Prisma.join(parts)}`;
}

/** Whether a row comes after the one whose terms are `me.k0`, `me.k1` …; before it if reversed. */
export function isAfter(terms: readonly SortTerm[], isReversed = false): Prisma.Sql {
  const steps = terms.map(({ sql, isDesc }, index) => {
    const key = (at: number) => Prisma.raw(`me.k${at}`);
    const equal = terms.slice(0, index).map((term, at) => Prisma.sql`${term.sql} = ${key(at)}`);
    const further =
      isDesc !== isReversed
        ? Prisma.sql`${sql} < ${key(index)}`
        : Prisma.sql`${sql} > ${key(index)}`;
    return Prisma.sql`(${Prisma.join([...equal, further], " and ")})`;
  });
  const [first] = terms;
  if (!first) return Prisma.sql`true`;
  // PERF: says nothing new, but it is a bound from which an index can start.
  const bound =
    first.isDesc !== isReversed
      ? Prisma.sql`${first.sql} <= me.k0`
      : Prisma.sql`${first.sql} >= me.k0`;
  return Prisma.sql`(${bound} and (${Prisma.join(steps, " or ")}))`;
}
