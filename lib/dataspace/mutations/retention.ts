import "server-only";
import type { Actor } from "@/lib/auth/model";
import type { Json, NewEvent } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { databaseNow, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { checkRetention, type RetentionField, retentionBounds } from "../model";
import { requireManage } from "../space/access";

/** The settings as they are to be; `version` is the one that was seen. */
export type RetentionInput = Record<RetentionField, number> & { version: number };

const fields = Object.keys(retentionBounds) as RetentionField[];

const changedMeanwhile = () =>
  new AppError("conflict", "Somebody changed this meanwhile. Reload and try again.");

/**
 * Saves how long generations are kept and how the Reaper runs: days, seconds, seconds, products a
 * batch. Throws `invalid_input` for values that are not whole or out of bounds, `conflict` (409)
 * where somebody was faster.
 */
export async function saveRetention(actor: Actor, input: RetentionInput): Promise<void> {
  requireManage(actor);
  for (const field of fields) checkRetention(field, input[field]);
  await transaction(async (tx) => {
    const was = await tx.retentionSettings.findUniqueOrThrow({ where: { id: 1 } });
    const data = Object.fromEntries(fields.map((field) => [field, input[field]]));
    const { count } = await tx.retentionSettings.updateMany({
      where: { id: 1, version: input.version },
      data: { ...data, version: { increment: 1 } },
    });
    if (count === 0) throw changedMeanwhile();
    await tx.$executeRaw`update retention_settings set updated_at = ${databaseNow()}`;
    // A pass that is due later than the new rhythm says comes earlier.
    await tx.$executeRaw`
      update reaper_state set next_run_at = least(next_run_at,
        greatest(${databaseNow()}, coalesce(last_ended_at, ${databaseNow()})
          + ${input.secondsBetweenRuns} * interval '1 second'))
      where next_run_at is not null`;
    const changed = fields.filter((field) => was[field] !== input[field]);
    await keep(
      tx,
      actor,
      changed.map((field) => change("setting", "retention", field, was[field], input[field])),
    );
  });
}

/** What an admin sets for one feed; null: what holds for all, or what the component says. */
export interface FeedSettingsInput {
  feed: string;
  version: number;
  /** 7 or more days. */
  retentionDays: number | null;
  /** Expected gap between two ingests, 1 s to one year. */
  intervalSeconds: number | null;
  /** How long an ingest counts when it does not say, 1 s to 30 days. */
  lifetimeSeconds: number;
}

/**
 * Saves the settings of one feed. The values have the bounds of `feedSettingsSchema`. Throws
 * `not_found`, and `conflict` (409) where somebody was faster.
 */
export async function saveFeedSettings(actor: Actor, input: FeedSettingsInput): Promise<void> {
  requireManage(actor);
  const { feed, version, ...settings } = input;
  if (settings.retentionDays !== null) checkRetention("retentionDays", settings.retentionDays);
  await transaction(async (tx) => {
    const was = await tx.feed.findUnique({ where: { name: feed } });
    if (!was) throw new AppError("not_found", `There is no feed ${feed}.`);
    const { count } = await tx.feed.updateMany({
      where: { name: feed, version },
      data: { ...settings, version: { increment: 1 } },
    });
    if (count === 0) throw changedMeanwhile();
    const names = ["retentionDays", "intervalSeconds", "lifetimeSeconds"] as const;
    const changed = names.filter((name) => was[name] !== settings[name]);
    await keep(
      tx,
      actor,
      changed.map((name) => change("feed", feed, name, was[name], settings[name])),
    );
  });
}

/**
 * Ends the live incarnation of a feed and forgets the declared forms of its products: the next
 * ingest begins a new incarnation without anything carried over, and may bring values of other
 * forms. Throws `not_found`.
 */
export async function resetFeed(actor: Actor, feed: string): Promise<void> {
  requireManage(actor);
  await transaction(async (tx) => {
    const found = await tx.feed.findUnique({ where: { name: feed }, select: { name: true } });
    if (!found) throw new AppError("not_found", `There is no feed ${feed}.`);
    await tx.$executeRaw`
      update task_managers set closed_at = ${databaseNow()}
      where feed_name = ${feed} and closed_at is null`;
    await tx.$executeRaw`
      update product_schemas set retired_at = ${databaseNow()}
      where feed_name = ${feed} and retired_at is null`;
    await keep(tx, actor, [
      { room: "dataspace", subjectType: "feed", subjectId: feed, verb: "reset" },
    ]);
  });
}

function change(
  subjectType: "setting" | "feed",
  subjectId: string,
  datum: string,
  was: Json,
  now: Json,
): NewEvent {
  return { room: "dataspace", subjectType, subjectId, verb: "set", change: { datum, was, now } };
}

async function keep(tx: Tx, actor: Actor, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await record(tx, actor, events);
  const ids = [...new Set(events.map(({ subjectId }) => subjectId))];
  await announce(tx, { room: "dataspace", kind: "change", ids });
}
