import "server-only";
import type { Readable } from "node:stream";
import type { Actor, ComponentActor } from "@/lib/auth/model";
import type { Delivered, IdempotencyKey } from "@/lib/dataspace/model";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { ScanProgress, ScanResult } from "@/lib/scan-reader/scan-reader";
import { dayText, scanFeed, scanFeedName } from "../../model/scan";
import { stageVaultFiles, stageVaultSources } from "../vaults/stage-vaults";
import { findDoubts, holdScan } from "./hold-scan";
import { readVolumeScan } from "./read-volume-scan";
import { beginScan, failScan, type KnownScan, type NewScan, startHeartbeat } from "./scan-ledger";
import { SCAN_DOOR, storeScan } from "./store-scan";

/** Where the bytes of a scan come from, and what may be asked while they come. */
export interface ScanSource {
  /** The compressed bytes; called once, and only where the scan is to be read. */
  open(): Readable;
  /** After the last byte: throws where this is not what was opened. */
  check?(): Promise<void>;
  /** Reads what was not opened to its end; for whoever needs its digest. */
  drain?(): Promise<void>;
  /** After the last byte: the sender's name for the request. */
  idempotency?(): { key: IdempotencyKey; actor: ComponentActor } | undefined;
  onProgress?(progress: ScanProgress): void;
  signal?: AbortSignal | undefined;
}

/**
 * Takes a scan from its first byte to its receipt: enters it into the ledger, reads it in one pass
 * while it arrives, and stores what it says. A date that the volume has already is left as it is
 * (its receipt stores nothing) unless `isForced`, which replaces it. One that cannot be true is held
 * (202), unless it is forced.
 *
 * Throws `conflict` (409) while somebody else reads that date, `invalid_input` (400, 422) for a
 * file that cannot be used, which the ledger shows as failed.
 */
export async function takeScan(
  actor: Actor,
  scan: NewScan,
  source: ScanSource,
  isForced = false,
): Promise<Delivered> {
  const entered = await beginScan(actor, scan, isForced);
  if ("known" in entered) return knownAnswer(scan, entered.known, source);
  const { id } = entered;
  try {
    return await readAndStore(actor, { ...scan, id }, source, isForced);
  } catch (error) {
    await failScan(id, error, scan.requestRef).catch((failure: unknown) => {
      log().error({ err: failure, scan: String(id) }, "a failed scan was not marked as such");
    });
    throw error;
  }
}

interface EnteredScan extends NewScan {
  id: bigint;
}

async function readAndStore(
  actor: Actor,
  scan: EnteredScan,
  source: ScanSource,
  isForced: boolean,
): Promise<Delivered> {
  const lost = new AbortController();
  const heartbeat = startHeartbeat(scan.id, (error) => lost.abort(error));
  const signals = [lost.signal, ...(source.signal ? [source.signal] : [])];
  try {
    const onProgress = (progress: ScanProgress) => {
      heartbeat.tell(progress);
      source.onProgress?.(progress);
    };
    const result = await readStaged(scan, source, onProgress, AbortSignal.any(signals));
    await source.check?.();
    const idempotency = source.idempotency?.();
    const read = { ...scan, result, idempotency };
    const doubts = isForced ? [] : await findDoubts(scan, result);
    const taken = await (doubts.length === 0 ? storeScan(actor, read) : holdScan(read, doubts));
    if (taken.isReplay) throw answeredBefore();
    await keepBadLines(actor, scan, result);
    return taken;
  } catch (error) {
    // Why it was aborted says more than that it was.
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    await heartbeat.stop();
  }
}

// Only where two processes took the same request at once.
function answeredBefore(): AppError {
  return new AppError("conflict", "The same request was answered meanwhile. Please send it again.");
}

async function readStaged(
  scan: EnteredScan,
  source: ScanSource,
  onProgress: (progress: ScanProgress) => void,
  signal: AbortSignal,
): Promise<ScanResult> {
  let staged = 0;
  const listener = {
    onProgress,
    onVaultFiles: async (files: Parameters<typeof stageVaultFiles>[2]) => {
      await stageVaultFiles(scan.id, staged + 1, files);
      staged += files.length;
    },
  };
  const result = await readVolumeScan(scan, { open: () => source.open(), listener, signal });
  await stageVaultSources(scan.id, result.vaultSources);
  return result;
}

async function knownAnswer(
  scan: NewScan,
  known: KnownScan,
  source: ScanSource,
): Promise<Delivered> {
  const { volume, recordOn } = scan;
  log().info(
    { kind: "scan", volume },
    `volume ${volume} already has data for ${dayText(recordOn)}`,
  );
  const lines = Number(known.lineCount);
  const counts = { received: lines, stored: 0, unchanged: lines };
  const receipt = { feed: scanFeedName(volume), generation: known.generation, ...counts };
  const answer = { status: 200, body: JSON.stringify({ ...receipt, rejected: [] }) };
  await source.drain?.();
  const idempotency = source.idempotency?.();
  if (!idempotency) return { answer, isReplay: false };
  return transaction(async (tx) => {
    const { actor, key } = idempotency;
    const before = await findAnswer(tx, actor, SCAN_DOOR, key);
    if (before) return { answer: before, isReplay: true };
    await keepAnswer(tx, actor, SCAN_DOOR, key, answer);
    return { answer, isReplay: false };
  });
}

// Shown on the feed's page, since the sender may never look at the answer.
async function keepBadLines(actor: Actor, scan: EnteredScan, result: ScanResult): Promise<void> {
  const { badLines, lines } = result;
  if (badLines.length === 0) return;
  const count = badLines.reduce((sum, bad) => sum + bad.count, 0);
  await recordRefusal(actor, {
    feed: scanFeed(scan.volume),
    requestRef: scan.requestRef,
    code: "invalid_input",
    detail: `${count} of ${lines} lines are not valid; the others are stored.`,
    receivedCount: Math.min(lines, 2 ** 31 - 1),
    rejected: badLines.map((bad) => ({
      line: bad.firstLine,
      reason: bad.reason,
      content: `${bad.count} lines`,
    })),
  }).catch((error: unknown) => log().error({ err: error }, "bad lines were not kept"));
}
