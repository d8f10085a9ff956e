import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import {
  type FeedFreshness,
  feedFacts,
  freshnessColumns,
  freshnessRow,
  toFreshness,
} from "@/lib/dataspace/queries/feed-facts";
import { now } from "@/lib/platform/clock";
import { ask } from "@/lib/platform/db";
import type { CaseType } from "../case-types/definition";
import { caseTypes } from "../case-types/registry";
import { type SavedView, savedViewsSchema } from "../schema";
import { caseScope } from "./case-scope";

/** Most clusters that a filter offers. */
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
  const counts = await ask(z.object({ type: z.string(), count: z.int() }))`
    select c.type, count(*)::int as count from cases c
    where ${caseScope(viewer)} and c.type = any(${names}) and c.is_current group by c.type`;
  const byType = new Map(counts.map(({ type, count }) => [type, count]));
  return caseTypes.map(({ name, description }) => ({
    type: name,
    title: description.title,
    count: byType.get(name) ?? 0,
  }));
}

/** The feed is absent in the outer join where a cluster has none. */
const clusterFeed = freshnessRow.extend({
  id: z.string(),
  name: z.string(),
  feed: z.string().nullable(),
});

/** The clusters, each with how fresh the cases of this type are; at most 200. */
export async function listClusterFeeds(type: CaseType): Promise<ClusterFeed[]> {
  const rows = await ask(clusterFeed)`
    select c.id, c.name, ${freshnessColumns}
    from clusters c left join feeds f on f.cluster_id = c.id and f.kind = ${type.feedKind}
    ${feedFacts}
    order by c.name limit ${MAX_CHOICES}`;
  const at = now();
  return rows.map(({ id, name, feed, ...raw }) => ({
    id,
    name,
    freshness: feed === null ? null : toFreshness({ feed, ...raw }, at),
  }));
}

/** The viewer's saved views of the queue. */
export async function listViews(viewer: Viewer): Promise<SavedView[]> {
  const [row] = await ask(z.object({ value: z.unknown() }))`
    select value from person_preferences
    where person_id = ${viewer.id} and key = 'cases.views'`;
  return savedViewsSchema.parse(row?.value ?? []);
}
