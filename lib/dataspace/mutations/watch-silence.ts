import "server-only";
import { z } from "zod";
import { ask, databaseNow, transaction } from "@/lib/platform/db";
import { announce } from "@/lib/platform/events";
import { enqueueAll } from "@/lib/platform/queue";
import { overdueFeeds } from "../queries/list-overdue";

/** Silences that one look notices; the next one, a minute later, goes on. */
const MAX_NOTICED = 1_000;

const noticed = z.object({
  feed: z.string(),
  since: z.date(),
  /** Whether this silence was not known before. */
  isNew: z.boolean(),
});

/**
 * Looks which feeds are overdue: begins a silence for each that was not known to be, and ends the
 * silences of those that were heard again, or are no longer expected. Of every silence people are
 * told once: its row and its job are made together.
 */
export async function watchSilences(): Promise<{ begun: number; ended: number }> {
  return transaction(async (tx) => {
    const ended = await tx.$executeRaw`
      update feed_silences s set ended_at = ${databaseNow()}
      where s.ended_at is null
        and not exists (select 1 from (${overdueFeeds()}) o where o.name = s.feed_name)`;
    const begun = await ask(noticed, tx)`
      insert into feed_silences (feed_name, since, noticed_at)
      select o.name, o.since, ${databaseNow()} from (${overdueFeeds()}) o
      where not exists (
        select 1 from feed_silences s where s.feed_name = o.name and s.ended_at is null)
      order by o.name limit ${MAX_NOTICED}
      on conflict (feed_name, since) do update set ended_at = null
      returning feed_name as feed, since, notified_at is null as "isNew"`;
    const untold = begun.filter(({ isNew }) => isNew);
    await enqueueAll(
      tx,
      "notify-silence",
      untold.map(({ feed, since }) => ({
        payload: { feed, since: since.toISOString() },
        jobKey: `silence:${feed}`,
      })),
    );
    if (begun.length + ended > 0) await announce(tx, { room: "dataspace", kind: "silence" });
    return { begun: begun.length, ended };
  });
}

/**
 * Notes that people were told of a silence. False where they had been, or it is not known: a job
 * that runs twice tells nobody twice.
 */
export async function noteNotified(feed: string, since: Date): Promise<boolean> {
  return transaction(async (tx) => {
    const count = await tx.$executeRaw`
      update feed_silences set notified_at = ${databaseNow()}
      where feed_name = ${feed} and since = ${since}::timestamptz and notified_at is null`;
    return count > 0;
  });
}
