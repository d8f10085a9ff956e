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
import { ask, recordset, type Tx } from "@/lib/platform/db";
import { announce } from "@/lib/platform/events";
import { mountPathOf, scanFeedName } from "../../model/scan";
import type { QuotaRow, ReadQuotas } from "../../schema/quotas";
import { answerOnce, type Delivery, keepRejected, refusedWhole } from "../delivery";
import { readRules } from "../groups/judge-groups";
import { judgeCurrent } from "../groups/write-groups";
import { longTransaction } from "../long-transaction";

/** The feed of quotas; a sender for one volume has one of its own. */
export function quotaFeed(volume: string | null): FeedName {
  const name = volume === null ? "quotas" : `quotas:${volume}`;
  return { name, kind: "quotas", clusterId: null, lifetimeSeconds: DAILY_LIFETIME_SECONDS };
}

/** What a load says of itself beside its rows. */
export interface QuotaLoad extends Delivery {
  quotas: ReadQuotas;
  /** When the quotas were read; default: now. */
  readAt?: Date | undefined;
  /** Who said so: feed, command, csv. */
  source: string;
  /** The only volume that this sender may speak of; null: all. */
  volume: string | null;
}

/** A quota with the number of its group. */
interface KnownQuota extends QuotaRow {
  gid: bigint;
}

/**
 * Stores what groups may use, the newest reading wins, and judges the current scans of the volumes
 * again by it. Every row is judged by itself; a load without one good row changes nothing (422).
 */
export async function loadQuotas(actor: Actor, load: QuotaLoad): Promise<Delivered> {
  const feed = quotaFeed(load.volume);
  const { received } = load.quotas;
  let rejected: readonly BadRow[] = [];
  const done = await longTransaction((tx) =>
    answerOnce(tx, actor, "quotas", load.idempotency, async () => {
      const checked = await checkRows(tx, load);
      rejected = checked.rejected;
      if (checked.rows.length === 0) {
        throw refusedWhole("No row is a quota; nothing is changed.", feed, {
          receivedCount: received,
          badRows: rejected,
        });
      }
      return store(tx, actor, load, checked);
    }),
  );
  if (!done.isReplay) await keepRejected(actor, feed, load.requestRef, received, rejected);
  return done;
}

interface Checked {
  rows: KnownQuota[];
  rejected: BadRow[];
}

async function checkRows(tx: Tx, { quotas, volume }: QuotaLoad): Promise<Checked> {
  const gids = await findGids(tx, quotas.rows);
  const checked: Checked = { rows: [], rejected: [...quotas.rejected] };
  const lines = new Map<string, number>();
  for (const row of quotas.rows) {
    const gid = row.gid ?? gids.get(row.group ?? "");
    const first = lines.get(`${row.volume} ${gid}`);
    const reason =
      gid === undefined
        ? `Nobody knows the group ${row.group}.`
        : volume !== null && row.volume !== volume
          ? `These credentials are for ${volume} only.`
          : first !== undefined
            ? `Line ${first} has the quota of this group on ${row.volume}.`
            : undefined;
    if (reason === undefined && gid !== undefined) {
      lines.set(`${row.volume} ${gid}`, row.line);
      checked.rows.push({ ...row, gid });
    } else {
      const content = `${row.gid ?? row.group},${row.volume},${row.bytes},${row.inodes}`;
      checked.rejected.push({ line: row.line, reason: reason ?? "", content });
    }
  }
  return checked;
}

async function findGids(tx: Tx, rows: readonly QuotaRow[]): Promise<Map<string, bigint>> {
  const names = rows.flatMap(({ gid, group }) => (gid === null && group !== null ? [group] : []));
  if (names.length === 0) return new Map();
  const groups = await ask(z.object({ name: z.string(), gid: z.bigint() }), tx)`
    select name, gid from groups
    where gid is not null and name = any(${[...new Set(names)]}::text[])`;
  return new Map(groups.map(({ name, gid }) => [name, gid]));
}

async function store(
  tx: Tx,
  actor: Actor,
  load: QuotaLoad,
  { rows, rejected }: Checked,
): Promise<IngestReceipt> {
  const volumes = [...new Set(rows.map(({ volume }) => volume))].sort();
  const feed = quotaFeed(load.volume);
  // Held with the scans' feeds: a scan that is being stored is judged before or after, not half.
  await lockFeeds(tx, ["quotas", feed.name, ...volumes.map(scanFeedName)]);
  const readAt = load.readAt ?? wholeSeconds(now());
  const { requestRef } = load;
  const input = { feed, madeAt: readAt, requestRef };
  const open = await openGeneration(tx, actor, input);
  const stored = await write(tx, rows, readAt, load.source);
  if (stored > 0) await judgeCurrent(tx, await readRules(tx), volumes);
  const { received } = load.quotas;
  const counts = { received, stored, unchanged: rows.length - stored };
  const value = await encodeValue({ ...counts, volumes, rejected: rejected.length });
  const summary = `${rows.length} quotas on ${volumes.length} volumes, ${stored} changed`;
  const products = [{ key: "quotas", value }];
  await closeGenerations(tx, [{ open, products, ...counts, rejected: rejected.length, summary }]);
  await announce(tx, { room: "storage", kind: "quotas", ids: volumes });
  const verdicts = rejected.map(({ line, reason }) => ({ line, reason }));
  return { feed: feed.name, generation: open.number, ...counts, rejected: verdicts };
}

/** Returns how many limits are new or other than before. */
async function write(
  tx: Tx,
  rows: readonly KnownQuota[],
  readAt: Date,
  source: string,
): Promise<number> {
  const volumes = [...new Set(rows.map(({ volume }) => volume))].sort();
  const mounts = volumes.map((volume) => ({ volume, mount: mountPathOf(volume) }));
  await tx.$executeRaw`
    insert into volumes (name, mount_path)
    select volume, mount from ${recordset(mounts, { volume: "text", mount: "text" })} r
    order by volume on conflict (name) do nothing`;
  const quotas = rows.map(({ volume, gid, bytes, inodes }) => ({
    volume,
    gid: String(gid),
    bytes: bytes === null ? null : String(bytes),
    inodes: inodes === null ? null : String(inodes),
  }));
  const given = recordset(quotas, {
    volume: "text",
    gid: "bigint",
    bytes: "bigint",
    inodes: "bigint",
  });
  const [row] = await ask(z.object({ changed: z.int() }), tx)`
    with given as (select * from ${given} r), changed as (
      select g.* from given g
      left join storage_quotas q on q.volume_name = g.volume and q.gid = g.gid
      where q.gid is null or (q.read_at <= ${readAt}::timestamptz
        and (q.bytes, q.inodes) is distinct from (g.bytes, g.inodes))
    ), kept as (
      insert into storage_quotas as q (volume_name, gid, bytes, inodes, read_at, source)
      select volume, gid, bytes, inodes, ${readAt}::timestamptz, ${source} from given
      order by volume, gid
      on conflict (volume_name, gid) do update set bytes = excluded.bytes,
        inodes = excluded.inodes, read_at = excluded.read_at, source = excluded.source
      where q.read_at <= excluded.read_at
    )
    select count(*)::int as changed from changed`;
  return row?.changed ?? 0;
}
