import "server-only";
import { z } from "zod";
import type { Actor, ComponentActor } from "@/lib/auth/model";
import type { Delivered, IdempotencyKey, IngestReceipt } from "@/lib/dataspace/model";
import {
  closeGenerations,
  lockFeeds,
  type OpenGeneration,
  openGeneration,
} from "@/lib/dataspace/mutations/generation";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { ask, databaseNow, type Tx } from "@/lib/platform/db";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import type { ScanResult } from "@/lib/scan-reader/scan-reader";
import { isOnVolume, mountPathOf, scanFeed } from "../../model/scan";
import { readRules } from "../groups/judge-groups";
import { type JudgedGroups, judgeCurrent, writeGroups } from "../groups/write-groups";
import { longTransaction } from "../long-transaction";
import { mergeVaults } from "../vaults/merge-vaults";
import { copyResults } from "./copy-results";
import { beginStoring, givenUp, type NewScan } from "./scan-ledger";
import { scanProducts } from "./scan-products";

/** A scan that was read to its end, with its id in the ledger. */
export interface ReadScan extends NewScan {
  id: bigint;
  result: ScanResult;
  /** The sender's name for the request, and who it was. */
  idempotency?: { key: IdempotencyKey; actor: ComponentActor } | undefined;
}

/** Name of the door, within which an Idempotency-Key counts. */
export const SCAN_DOOR = "scan";

/**
 * Stores what a scan says: users and directories are copied under its id first, where nobody sees
 * them; then groups, their warnings, vaults, the switch of the volume to its newest scan and the
 * feed's generation, in one transaction. Scans of one volume are stored one after the other, in any
 * order of their dates. A stored scan of the same date becomes `replaced`.
 *
 * Throws `conflict`: 409 where the scan was given up meanwhile, 422 for a reused key.
 * PERF: the number of statements does not depend on the number of rows.
 */
export async function storeScan(actor: Actor, scan: ReadScan): Promise<Delivered> {
  await beginStoring(scan.id);
  const bases = await copyResults(scan, scan.result);
  return longTransaction((tx) => storeIn(tx, actor, scan, bases));
}

async function storeIn(
  tx: Tx,
  actor: Actor,
  scan: ReadScan,
  bases: ReadonlyMap<string, number>,
): Promise<Delivered> {
  const { volume, scannedAt, requestRef, idempotency } = scan;
  if (idempotency) {
    const { key, actor: sender } = idempotency;
    const known = await findAnswer(tx, sender, SCAN_DOOR, key);
    if (known) return { answer: known, isReplay: true };
  }
  const feed = scanFeed(volume);
  await lockFeeds(tx, [feed.name]);
  const input = { feed, madeAt: scannedAt, requestRef };
  const open = await openGeneration(tx, actor, input);
  await replaceOlder(tx, scan);
  const rules = await readRules(tx);
  const judged = await writeGroups(tx, scan, scan.result, bases, rules);
  const vaultCount = await storeVaults(tx, scan);
  const isCurrent = await finish(tx, scan, open, {
    groups: judged.parts.length,
    vaults: vaultCount,
  });
  if (!isCurrent) await judgeCurrent(tx, rules, [volume]);
  const receipt = await close(tx, scan, open, judged, vaultCount);
  await enqueue(tx, "tidy-volume", { volume }, { jobKey: `tidy-volume:${volume}` });
  await announce(tx, { room: "storage", kind: "stored", ids: [volume] });
  const answer = { status: 201, body: JSON.stringify(receipt) };
  if (idempotency) await keepAnswer(tx, idempotency.actor, SCAN_DOOR, idempotency.key, answer);
  return { answer, isReplay: false };
}

// Its groups go at once, since history is read without looking at states; the rest is swept later.
async function replaceOlder(tx: Tx, { volume, recordOn }: ReadScan): Promise<void> {
  await tx.$executeRaw`
    with replaced as (
      update storage_scans set state = 'replaced'
      where volume_name = ${volume} and record_on = ${recordOn}::date and state = 'stored'
      returning id
    ), totals as (
      delete from group_volume_usage u using replaced r where u.scan_id = r.id
    )
    delete from group_usage u using replaced r where u.scan_id = r.id`;
}

async function storeVaults(tx: Tx, scan: ReadScan): Promise<number> {
  const { id, volume, recordOn, result } = scan;
  const [row] = await ask(z.object({ count: z.int(), nextOn: z.date().nullable() }), tx)`
    select (select count(*)::int from staged_vault_entries where scan_id = ${id}) as count,
      (select min(record_on) from storage_scans where volume_name = ${volume}
        and state = 'stored' and record_on > ${recordOn}::date) as "nextOn"`;
  if (row?.count !== result.vaultFiles) {
    throw new Error(`of ${result.vaultFiles} vault entries ${row?.count} are staged`);
  }
  return mergeVaults(tx, { id, volume, recordOn, nextOn: row.nextOn });
}

/** The scan counts from the commit on. Returns whether it is the volume's newest. */
async function finish(
  tx: Tx,
  scan: ReadScan,
  open: OpenGeneration,
  counts: { groups: number; vaults: number },
): Promise<boolean> {
  const { id, volume, result } = scan;
  const { directories, users } = result;
  const rowCounts = { ...counts, directories: directories.length, users: users.length };
  const badLines = result.badLines.reduce((sum, { count }) => sum + count, 0);
  const stored = await tx.$executeRaw`
    update storage_scans set state = 'stored', ended_at = ${databaseNow()},
      heard_at = ${databaseNow()}, variant = ${result.variant},
      read_bytes = ${result.readBytes}::bigint, text_bytes = ${result.textBytes}::bigint,
      file_bytes = coalesce(file_bytes, ${result.readBytes}::bigint),
      line_count = ${result.lines}::bigint, bad_line_count = ${badLines}::bigint,
      bad_reasons = ${JSON.stringify([...result.badLines, ...result.warnings])}::jsonb,
      row_counts = ${JSON.stringify(rowCounts)}::jsonb,
      are_bases_derived = ${result.areBasesDerived}, generation_id = ${open.id}
    where id = ${id} and state = 'storing'`;
  if (stored === 0) throw givenUp();
  const shown = result.groups.find(({ basePath }) => isOnVolume(basePath, volume));
  const mountPath = shown ? mountPathOf(volume, shown.basePath) : null;
  const [switched] = await ask(z.object({ currentScanId: z.bigint() }), tx)`
    update volumes set mount_path = coalesce(${mountPath}, mount_path),
      accepted_at = coalesce(accepted_at, ${databaseNow()}), current_scan_id = (
      select id from storage_scans where volume_name = ${volume} and state = 'stored'
      order by record_on desc limit 1)
    where name = ${volume} returning current_scan_id as "currentScanId"`;
  return switched?.currentScanId === id;
}

/** The counts of a generation are 32-bit numbers. */
const most = (count: number): number => Math.min(count, 2 ** 31 - 1);

async function close(
  tx: Tx,
  scan: ReadScan,
  open: OpenGeneration,
  judged: JudgedGroups,
  vaultCount: number,
): Promise<IngestReceipt> {
  const { badLines, lines } = scan.result;
  const bad = badLines.reduce((sum, { count }) => sum + count, 0);
  const { volume, recordOn, scannedAt, fileName } = scan;
  const facts = { volume, recordOn, scannedAt, fileName };
  const products = await scanProducts(facts, scan.result, judged, vaultCount);
  const counts = { received: lines, stored: lines - bad, unchanged: 0 };
  const summary = `${lines} lines, ${judged.parts.length} rows of groups`;
  const kept = { received: most(lines), stored: most(counts.stored), unchanged: 0 };
  await closeGenerations(tx, [{ open, products, ...kept, rejected: most(bad), summary }]);
  return {
    feed: open.feed,
    generation: open.number,
    ...counts,
    rejected: badLines.map(({ reason, count, firstLine }) => ({
      line: firstLine,
      reason: count === 1 ? reason : `${reason} (${count} lines)`,
    })),
  };
}
