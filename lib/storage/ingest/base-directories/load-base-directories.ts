import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { encodeValue } from "@/lib/dataspace/encoding";
import {
  type BadRow,
  DAILY_LIFETIME_SECONDS,
  type Delivered,
  type FeedName,
  type IngestReceipt,
} from "@/lib/dataspace/model";
import { closeGenerations, lockFeeds, openGeneration } from "@/lib/dataspace/mutations/generation";
import { now, wholeSeconds } from "@/lib/platform/clock";
import { ask, recordset, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import type { BaseDirectoryRule } from "@/lib/scan-reader/scan-reader";
import { dayText, isOnVolume } from "../../model/scan";
import { MAX_RULES, readBaseDirectories } from "../../schema/base-directories";
import { answerOnce, type Delivery, keepRejected, refusedWhole } from "../delivery";

/** The feed of base directories; a sender for one volume has one of its own. */
export function baseDirectoryFeed(volume: string | null): FeedName {
  const name = volume === null ? "basedirs" : `basedirs:${volume}`;
  return { name, kind: "basedirs", clusterId: null, lifetimeSeconds: DAILY_LIFETIME_SECONDS };
}

/** What a load says of itself beside its text. */
export interface BaseDirectoryLoad extends Delivery {
  /** Lines `gid TAB path`. */
  text: string;
  /** Midnight UTC; default: today. */
  loadedOn?: Date | undefined;
  /** The only volume that this sender may speak of; null: all. */
  volume: string | null;
}

/**
 * Replaces the base directories that scans are read with, of all volumes or of the sender's own.
 * Every line is judged by itself; a load without one good line changes nothing (422). Throws
 * `conflict` (409) for a load that is older than the present one.
 */
export async function loadBaseDirectories(
  actor: Actor,
  load: BaseDirectoryLoad,
): Promise<Delivered> {
  const feed = baseDirectoryFeed(load.volume);
  const read = readBaseDirectories(load.text);
  if (read.rules.length > MAX_RULES) {
    throw new AppError("too_large", `A load holds at most ${MAX_RULES} base directories.`);
  }
  const { rules, rejected } = keepToVolume(read, load.volume);
  if (rules.length === 0) {
    throw refusedWhole("No line is a base directory; nothing is changed.", feed, {
      receivedCount: read.received,
      badRows: rejected,
    });
  }
  const done = await transaction((tx) =>
    answerOnce(tx, actor, "basedirs", load.idempotency, () =>
      store(tx, actor, load, { received: read.received, rules, rejected }),
    ),
  );
  if (!done.isReplay) await keepRejected(actor, feed, load.requestRef, read.received, rejected);
  return done;
}

interface Rules {
  rules: readonly BaseDirectoryRule[];
  rejected: readonly BadRow[];
}

function keepToVolume(read: Rules, volume: string | null): Rules {
  if (volume === null) return read;
  const strange = read.rules.filter(({ path }) => !isOnVolume(path, volume));
  const reason = `These credentials are for ${volume} only.`;
  const rejected = strange.map(({ gid, path }) => ({
    line: 0,
    reason,
    content: `${gid}\t${path}`,
  }));
  return {
    rules: read.rules.filter(({ path }) => isOnVolume(path, volume)),
    rejected: [...read.rejected, ...rejected],
  };
}

async function store(
  tx: Tx,
  actor: Actor,
  load: BaseDirectoryLoad,
  read: Rules & { received: number },
): Promise<IngestReceipt> {
  const feed = baseDirectoryFeed(load.volume);
  await lockFeeds(tx, ["basedirs", feed.name]);
  const loadedOn = load.loadedOn ?? new Date(dayText(now()));
  await requireNewest(tx, loadedOn, load.volume);
  const madeAt = wholeSeconds(endOfDay(loadedOn));
  const { requestRef } = load;
  const input = { feed, madeAt, requestRef };
  const open = await openGeneration(tx, actor, input);
  const { added, removed } = await replace(tx, read.rules, loadedOn, load.volume);
  const counts = {
    received: read.received,
    stored: added,
    unchanged: read.rules.length - added,
  };
  const value = await encodeValue({ ...counts, removed, rejected: read.rejected.length });
  const summary = `${read.rules.length} base directories, ${added} new, ${removed} removed`;
  const rejectedCount = read.rejected.length;
  const products = [{ key: "base_directories", value }];
  await closeGenerations(tx, [{ open, products, ...counts, rejected: rejectedCount, summary }]);
  await announce(tx, { room: "storage", kind: "basedirs" });
  const rejected = read.rejected.map(({ line, reason }) => ({ line, reason }));
  return { feed: feed.name, generation: open.number, ...counts, rejected };
}

function endOfDay(day: Date): Date {
  return new Date(Math.min(day.getTime() + 86_399_000, now().getTime()));
}

async function requireNewest(tx: Tx, loadedOn: Date, volume: string | null): Promise<void> {
  const [row] = await ask(z.object({ newest: z.date().nullable() }), tx)`
    select max(loaded_on) as newest from base_directory_rules
    where ${volume}::text is null or position('/' || ${volume} || '/' in path || '/') > 0`;
  const newest = row?.newest ?? null;
  if (newest === null || newest <= loadedOn) return;
  throw new AppError(
    "conflict",
    `The base directories of ${dayText(newest)} are loaded; these are older.`,
  );
}

async function replace(
  tx: Tx,
  rules: readonly BaseDirectoryRule[],
  loadedOn: Date,
  volume: string | null,
): Promise<{ added: number; removed: number }> {
  const rows = rules.map(({ gid, path }) => ({ gid: String(gid), path }));
  const given = recordset(rows, { gid: "bigint", path: "text" });
  const removed = await tx.$executeRaw`
    delete from base_directory_rules r
    where (${volume}::text is null or position('/' || ${volume} || '/' in r.path || '/') > 0)
      and not exists (select from ${given} n where n.gid = r.gid and n.path = r.path)`;
  const [row] = await ask(z.object({ added: z.int() }), tx)`
    with kept as (
      insert into base_directory_rules (gid, path, loaded_on)
      select gid, path, ${loadedOn}::date from ${given} n order by gid, path
      on conflict (gid, path) do update set loaded_on = excluded.loaded_on
      returning (xmax = 0) as is_new
    )
    select count(*) filter (where is_new)::int as added from kept`;
  return { added: row?.added ?? 0, removed };
}
