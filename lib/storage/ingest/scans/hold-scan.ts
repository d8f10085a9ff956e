import "server-only";
import { promisify } from "node:util";
import { deserialize, serialize } from "node:v8";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { systemActor } from "@/lib/auth/model";
import type { Delivered, IngestReceipt } from "@/lib/dataspace/model";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { ask, databaseNow, db, type Tx, transaction } from "@/lib/platform/db";
import { announce } from "@/lib/platform/events";
import type { ScanResult } from "@/lib/scan-reader/scan-reader";
import { type DoubtRules, doubtsOf } from "../../model/doubts";
import { scanFeedName } from "../../model/scan";
import { readStorageSettings } from "../../queries/settings";
import { givenUp, startHeartbeat } from "./scan-ledger";
import { type ReadScan, SCAN_DOOR, storeScan } from "./store-scan";

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);

const scanOrigin = z.enum(["upload", "command", "schedule"]);

const beforeRow = z.object({
  day: z.iso.date(),
  lines: z.bigint(),
  gids: z.array(z.string()),
  names: z.array(z.string()),
  bytes: z.array(z.string()),
});

/** Why a scan that was read cannot be true, beside the last stored one of an earlier date. */
export async function findDoubts(
  { volume, recordOn }: { volume: string; recordOn: Date },
  result: ScanResult,
): Promise<string[]> {
  const rules: DoubtRules = await readStorageSettings();
  const [before] = await ask(beforeRow)`
    select to_char(s.record_on, 'YYYY-MM-DD') as day, s.line_count as lines,
      array_agg(u.gid::text) as gids, array_agg(u.used_bytes::text) as bytes,
      array_agg(coalesce(u.group_name, 'gid:' || u.gid)) as names
    from storage_scans s join group_volume_usage u on u.scan_id = s.id and u.gid >= 0
    where s.id = (
      select id from storage_scans where volume_name = ${volume} and state = 'stored'
        and record_on < ${recordOn}::date order by record_on desc limit 1)
    group by s.id`;
  if (!before) return [];
  const names = new Map(before.gids.map((gid, at) => [gid, before.names[at] ?? gid]));
  const scan = result.volumeGroups
    .filter(({ gid }) => gid >= 0n)
    .map(({ gid, bytes }) => [names.get(String(gid)) ?? `gid:${gid}`, bytes] as const);
  const was = before.names.map((name, at) => [name, BigInt(before.bytes[at] ?? 0)] as const);
  return doubtsOf(
    { lines: result.lines, groups: new Map(scan) },
    { lines: Number(before.lines), groups: new Map(was) },
    before.day,
    rules,
  );
}

/**
 * Keeps a scan that cannot be true, with why, until an admin takes or drops it; pages stay on the
 * last good one. An earlier one of the same date that waits goes. Its receipt says that nothing is
 * stored.
 */
export async function holdScan(scan: ReadScan, doubts: readonly string[]): Promise<Delivered> {
  const { id, volume, recordOn, result, idempotency } = scan;
  const kept = await zipped(serialize(result));
  return transaction(async (tx) => {
    if (idempotency) {
      const { key, actor: sender } = idempotency;
      const known = await findAnswer(tx, sender, SCAN_DOOR, key);
      if (known) return { answer: known, isReplay: true };
    }
    await tx.storageScan.updateMany({
      where: { volumeName: volume, recordOn, state: "held" },
      data: { state: "replaced" },
    });
    await markHeld(tx, scan, doubts);
    await tx.heldScan.create({ data: { scanId: id, result: new Uint8Array(kept) } });
    await announce(tx, { room: "storage", kind: "scan", ids: [String(id)] });
    const answer = { status: 202, body: JSON.stringify(await receiptOf(tx, scan, doubts)) };
    if (idempotency) await keepAnswer(tx, idempotency.actor, SCAN_DOOR, idempotency.key, answer);
    return { answer, isReplay: false };
  });
}

async function markHeld(tx: Tx, scan: ReadScan, doubts: readonly string[]): Promise<void> {
  const { result } = scan;
  const bad = result.badLines.reduce((sum, { count }) => sum + count, 0);
  const held = await tx.$executeRaw`
    update storage_scans set state = 'held', ended_at = ${databaseNow()},
      error = ${doubts.join(" ")}, variant = ${result.variant},
      read_bytes = ${result.readBytes}::bigint, text_bytes = ${result.textBytes}::bigint,
      file_bytes = coalesce(file_bytes, ${result.readBytes}::bigint),
      line_count = ${result.lines}::bigint, bad_line_count = ${bad}::bigint
    where id = ${scan.id} and state = 'reading'`;
  if (held === 0) throw givenUp();
}

async function receiptOf(
  tx: Tx,
  { volume, result }: ReadScan,
  held: readonly string[],
): Promise<IngestReceipt & { held: readonly string[] }> {
  const feed = scanFeedName(volume);
  const known = await tx.feed.findUnique({ where: { name: feed }, select: { lastNumber: true } });
  const counts = { received: result.lines, stored: 0, unchanged: 0 };
  return { feed, generation: known?.lastNumber ?? 0, ...counts, rejected: [], held };
}

/**
 * Stores a held scan after all, as its door would have; a second run finds nothing to do. A failure
 * leaves it held.
 */
export async function storeHeldScan({ id }: { id: string }): Promise<void> {
  const scanId = BigInt(id);
  const row = await db().heldScan.findUnique({
    where: { scanId },
    select: { result: true, scan: true },
  });
  if (row?.scan.state !== "held") return;
  const result: ScanResult = deserialize(await unzipped(row.result));
  await transaction(async (tx) => {
    // A run that was killed may have copied its rows.
    await tx.$executeRaw`delete from directory_usage where scan_id = ${scanId}`;
    await tx.$executeRaw`delete from user_usage where scan_id = ${scanId}`;
    await tx.$executeRaw`
      update storage_scans set state = 'reading', heard_at = ${databaseNow()}
      where id = ${scanId} and state = 'held'`;
  });
  const heartbeat = startHeartbeat(scanId, () => {});
  const { volumeName: volume, recordOn, scannedAt, fileName, fileBytes, requestRef } = row.scan;
  const origin = scanOrigin.parse(row.scan.origin);
  const scan = { id: scanId, volume, recordOn, scannedAt, fileName, fileBytes, origin, requestRef };
  try {
    await storeScan(systemActor, { ...scan, result });
    await db().heldScan.delete({ where: { scanId } });
  } catch (error) {
    await db().$executeRaw`
      update storage_scans set state = 'held' where id = ${scanId}
        and state in ('reading', 'storing')`;
    throw error;
  } finally {
    await heartbeat.stop();
  }
}
