import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { requireRead } from "./access";
import {
  type FeedFreshness,
  feedFacts,
  freshnessColumns,
  freshnessRow,
  toFreshness,
} from "./feed-facts";

export interface FeedDetail {
  freshness: FeedFreshness;
  kind: string;
  cluster: { id: string; name: string } | null;
  sender: { id: string; name: string } | null;
  /** What holds now; of the interval, the feed's own or the sender's. */
  lifetimeSeconds: number;
  intervalSeconds: number | null;
  retentionDays: number;
  /** What an admin has set for this feed; null: what holds for all. */
  settings: { version: number; intervalSeconds: number | null; retentionDays: number | null };
  createdAt: Date;
  /** The run of a sender that writes now; null before the first ingest. */
  incarnation: { sequenceId: string; taskManagerId: string; createdAt: Date } | null;
  /** Incarnations that there were, this one included. */
  incarnationCount: number;
  /** Generations that are kept, over all incarnations. */
  generationCount: number;
  /** Reports that were turned away and are kept. */
  refusalCount: number;
}

const feedRow = freshnessRow.extend({
  kind: z.string(),
  clusterId: z.string().nullable(),
  clusterName: z.string().nullable(),
  senderId: z.string().nullable(),
  senderName: z.string().nullable(),
  lifetimeSeconds: z.int(),
  intervalSeconds: z.int().nullable(),
  ownIntervalSeconds: z.int().nullable(),
  retentionDays: z.int(),
  ownRetentionDays: z.int().nullable(),
  version: z.int(),
  createdAt: z.date(),
  sequenceId: z.bigint().nullable(),
  taskManagerId: z.string().nullable(),
  incarnationAt: z.date().nullable(),
  incarnationCount: z.int(),
  generationCount: z.int(),
  refusalCount: z.int(),
});

/** Everything the head of a feed's pages says of it, in one statement; throws `not_found`. */
export async function getFeed(actor: Actor, name: string | undefined): Promise<FeedDetail> {
  requireRead(actor);
  const [raw] = await ask(feedRow)`
    select ${freshnessColumns}, f.kind, c.id as "clusterId", c.name as "clusterName",
      o.id as "senderId", o.name as "senderName", f.lifetime_seconds as "lifetimeSeconds",
      coalesce(f.interval_seconds, o.interval_seconds) as "intervalSeconds",
      f.interval_seconds as "ownIntervalSeconds", f.retention_days as "ownRetentionDays",
      coalesce(f.retention_days, s.retention_days) as "retentionDays", f.version,
      f.created_at as "createdAt", live.sequence_id as "sequenceId",
      live.taskmanager_id as "taskManagerId", live.created_at as "incarnationAt",
      (select count(*)::int from task_managers where feed_name = f.name) as "incarnationCount",
      (select count(*)::int from generations n join task_managers m using (sequence_id)
        where m.feed_name = f.name) as "generationCount",
      (select count(*)::int from refusals where feed_name = f.name) as "refusalCount"
    from feeds f cross join retention_settings s ${feedFacts}
    left join clusters c on c.id = f.cluster_id
    left join lateral (
      select * from task_managers where feed_name = f.name order by sequence_id desc limit 1
    ) live on true
    where f.name = ${name ?? ""}`;
  if (!raw) throw new AppError("not_found", "There is no such feed.");
  return toFeedDetail(raw);
}

function toFeedDetail(raw: z.infer<typeof feedRow>): FeedDetail {
  const { clusterId, clusterName, senderId, senderName } = raw;
  const { sequenceId, taskManagerId, incarnationAt } = raw;
  const hasRun = sequenceId !== null && taskManagerId !== null && incarnationAt !== null;
  return {
    freshness: toFreshness(raw, now()),
    kind: raw.kind,
    cluster: clusterId === null ? null : { id: clusterId, name: clusterName ?? clusterId },
    sender: senderId === null ? null : { id: senderId, name: senderName ?? senderId },
    lifetimeSeconds: raw.lifetimeSeconds,
    intervalSeconds: raw.intervalSeconds,
    retentionDays: raw.retentionDays,
    settings: {
      version: raw.version,
      intervalSeconds: raw.ownIntervalSeconds,
      retentionDays: raw.ownRetentionDays,
    },
    createdAt: raw.createdAt,
    incarnation: hasRun
      ? { sequenceId: String(sequenceId), taskManagerId, createdAt: incarnationAt }
      : null,
    incarnationCount: raw.incarnationCount,
    generationCount: raw.generationCount,
    refusalCount: raw.refusalCount,
  };
}
