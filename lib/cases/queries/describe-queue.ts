import "server-only";
import type { Viewer } from "@/lib/auth/model";
import {
  type FeedFreshness,
  feedFacts,
  freshnessColumns,
  type RawFreshness,
  toFreshness,
} from "@/lib/dataspace/queries/feed-facts";
import { now } from "@/lib/platform/clock";
import { db, Prisma } from "@/lib/platform/db";
import type { CaseType } from "../case-types/definition";
import { caseTypes } from "../case-types/registry";
import { type SavedView, savedViewsSchema } from "../schema";
import { caseScope } from "./case-conditions";

/** Most clusters and people that a filter offers. */
const MAX_CHOICES = 200;

export interface TypeTab {
  type: string;
  title: string;
  /** Current cases in the viewer's scope. */
  count: number;
}

/** Where the cases of one cluster come from, and how old that is. */
export interface ClusterFeed {
  id: string;
  name: string;
  /** Null where the cluster's detector has never reported. */
  freshness: FeedFreshness | null;
}

/** Every type with the number of its current cases. */
export async function countTypes(viewer: Viewer): Promise<TypeTab[]> {
  const names = caseTypes.map(({ name }) => name);
  const counts = await db().$queryRaw<{ type: string; count: number }[]>`
    select c.type, count(*)::int as count from cases c
    where ${caseScope(viewer)} and c.type = any(${names}) and c.is_current group by c.type`;
  const byType = new Map(counts.map(({ type, count }) => [type, count]));
  return caseTypes.map(({ name, description }) => ({
    type: name,
    title: description.title,
    count: byType.get(name) ?? 0,
  }));
}

/** The clusters, each with how fresh the cases of this type are; at most 200. */
export async function listClusterFeeds(type: CaseType): Promise<ClusterFeed[]> {
  const rows = await db().$queryRaw<(RawFreshness & { id: string; name: string })[]>`
    select c.id, c.name, ${freshnessColumns}
    from clusters c left join feeds f on f.cluster_id = c.id and f.kind = ${type.feedKind}
    ${feedFacts}
    order by c.name limit ${MAX_CHOICES}`;
  const at = now();
  return rows.map(({ id, name, ...raw }) => ({
    id,
    name,
    // The feed is absent in the outer join, whatever its type says.
    freshness: (raw.feed as string | null) === null ? null : toFreshness(raw, at),
  }));
}

/** Who can be given a case: analysts and admins who may sign in, by name. */
export async function listAssignable(): Promise<{ uid: string; name: string }[]> {
  return db().$queryRaw`
    select p.uid, p.name from people p
    where p.disabled_at is null and exists (
      select from person_roles r where r.person_id = p.id and r.role in ('analyst', 'admin'))
    order by p.name, p.uid limit ${MAX_CHOICES}`;
}

/** The viewer's saved views of the queue. */
export async function listViews(viewer: Viewer): Promise<SavedView[]> {
  const [row] = await db().$queryRaw<{ value: unknown }[]>(Prisma.sql`
    select value from person_preferences
    where person_id = ${viewer.id} and key = 'cases.views'`);
  return savedViewsSchema.parse(row?.value ?? []);
}
