import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask, databaseNow, db, lockFor, Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError, asAppError } from "@/lib/platform/errors";
import { announce, announcement } from "@/lib/platform/events";
import { log } from "@/lib/platform/log";
import type { ScanProgress } from "@/lib/scan-reader/scan-reader";
import {
  dayText,
  HEARTBEAT_MS,
  mountPathOf,
  READER_LOST_MS,
  type ScanOrigin,
  scanFeedName,
} from "../../model/scan";
import { sweepScan } from "./sweep-scans";

/** What is known of a scan before its first byte. */
export interface NewScan {
  volume: string;
  /** Midnight UTC. */
  recordOn: Date;
  /** Whole seconds. */
  scannedAt: Date;
  fileName: string;
  /** Compressed; null where the sender does not say. */
  fileBytes: bigint | null;
  origin: ScanOrigin;
  requestRef: string;
}

const knownScan = z.object({ id: z.bigint(), lineCount: z.bigint(), generation: z.int() });

/** A stored scan of the volume and date, as the receipt of a repeated one needs it. */
export type KnownScan = z.infer<typeof knownScan>;

/**
 * Enters a scan into the ledger, where it can be seen being read, or tells which scan of the volume
 * and date is stored already (undefined where `isForced`). Throws `conflict` (409) while somebody
 * else reads that date; a reader that was silent for two minutes is given up first.
 */
export function beginScan(
  actor: Actor,
  scan: NewScan,
  isForced: boolean,
): Promise<{ id: bigint } | { known: KnownScan }> {
  return transaction(async (tx) => {
    await tx.volume.createMany({
      data: [{ name: scan.volume, mountPath: mountPathOf(scan.volume), createdAt: now() }],
      skipDuplicates: true,
    });
    // ORDER: of two that begin at once the second sees what the first entered.
    await lockFor(tx, `scan:${scan.volume}`);
    await giveUpSilent(tx, scan.volume);
    const known = isForced ? undefined : await findStored(tx, scan);
    if (known) return { known };
    await requireFree(tx, scan);
    const id = await enter(tx, actor, scan);
    await announce(tx, { room: "storage", kind: "scan", ids: [String(id)] });
    return { id };
  });
}

async function findStored(tx: Tx, scan: NewScan): Promise<KnownScan | undefined> {
  const [known] = await ask(knownScan, tx)`
    select s.id, s.line_count as "lineCount",
      coalesce(g.number, f.last_number, 0)::int as generation
    from storage_scans s
    left join generations g on g.id = s.generation_id
    left join feeds f on f.name = ${scanFeedName(scan.volume)}
    where s.volume_name = ${scan.volume} and s.record_on = ${scan.recordOn}::date
      and s.state = 'stored'`;
  return known;
}

async function requireFree(tx: Tx, { volume, recordOn }: NewScan): Promise<void> {
  const reader = await tx.storageScan.findFirst({
    where: { volumeName: volume, recordOn, state: { in: ["reading", "storing"] } },
    select: { startedAt: true },
  });
  if (!reader) return;
  const since = reader.startedAt.toISOString().slice(0, 19);
  throw new AppError(
    "conflict",
    `The scan of ${volume} of ${dayText(recordOn)} is being read since ${since} UTC. ` +
      "Please wait for it; a reader that died is given up after two minutes.",
  );
}

async function enter(tx: Tx, actor: Actor, scan: NewScan): Promise<bigint> {
  const { volume, recordOn, scannedAt, fileName, fileBytes, origin, requestRef } = scan;
  const componentId = actor.kind === "component" ? actor.id : null;
  const [row] = await ask(z.object({ id: z.bigint() }), tx)`
    insert into storage_scans (volume_name, record_on, scanned_at, file_name, file_bytes, state,
      started_at, heard_at, origin, request_ref, component_id)
    select ${volume}, ${recordOn}::date, ${scannedAt}::timestamptz, ${fileName},
      ${fileBytes}::bigint, 'reading', at, at, ${origin}, ${requestRef}, ${componentId}
    from (select ${databaseNow()} as at) moment
    returning id`;
  if (!row) throw new Error(`the scan of ${volume} has no id`);
  return row.id;
}

/** Marks the scans of silent readers as lost, of one volume or of all; returns how many. */
export function giveUpSilent(tx: Tx, volume?: string): Promise<number> {
  const ofVolume = volume === undefined ? Prisma.sql`true` : Prisma.sql`s.volume_name = ${volume}`;
  return tx.$executeRaw`
    update storage_scans s set
      state = case when h.scan_id is null then 'lost' else 'held' end, ended_at = ${databaseNow()},
      error = case when h.scan_id is null then 'Its reader ended before the scan did.'
        else s.error end
    from storage_scans o left join held_scans h on h.scan_id = o.id
    where o.id = s.id and s.state in ('reading', 'storing') and ${ofVolume}
      and s.heard_at < ${databaseNow()} - ${READER_LOST_MS}::int * interval '1 millisecond'`;
}

/** From now on the results are written; throws `conflict` where the scan was given up. */
export async function beginStoring(id: bigint): Promise<void> {
  const count = await db().$executeRaw`
    update storage_scans set state = 'storing', heard_at = ${databaseNow()}
    where id = ${id} and state = 'reading'`;
  if (count === 0) throw givenUp();
}

/** The reader was silent for so long that somebody else may have taken its place. */
export function givenUp(): AppError {
  return new AppError("conflict", "The scan was given up, since its reader had been silent.");
}

/** Says once a second that the reader lives, and how far it is. */
export interface Heartbeat {
  tell(progress: ScanProgress): void;
  stop(): Promise<void>;
}

/** Starts to speak for a scan; `onLost` is called when the scan was given up meanwhile. */
export function startHeartbeat(id: bigint, onLost: (error: AppError) => void): Heartbeat {
  let latest: ScanProgress | undefined;
  let beating: Promise<void> | undefined;
  const beat = async () => {
    if (!(await saveProgress(id, latest))) onLost(givenUp());
  };
  const timer = setInterval(() => {
    // A failure shows where the results are stored; until then the next second tries again.
    beating ??= beat()
      .catch((error: unknown) => log().warn({ err: error, scan: String(id) }, "no heartbeat"))
      .finally(() => {
        beating = undefined;
      });
  }, HEARTBEAT_MS);
  return {
    tell: (progress) => {
      latest = progress;
    },
    stop: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}

async function saveProgress(id: bigint, progress: ScanProgress | undefined): Promise<boolean> {
  const { readBytes = 0, textBytes = 0, lines = 0, badLines = 0 } = progress ?? {};
  const rows = await ask(z.object({ told: z.string() }))`
    with told as (
      update storage_scans set heard_at = ${databaseNow()},
        read_bytes = greatest(read_bytes, ${readBytes}::bigint),
        text_bytes = greatest(text_bytes, ${textBytes}::bigint),
        line_count = greatest(line_count, ${lines}::bigint),
        bad_line_count = greatest(bad_line_count, ${badLines}::bigint)
      where id = ${id} and state in ('reading', 'storing') returning id
    )
    select ${announcement({ room: "storage", kind: "progress", ids: [String(id)] })}::text as told
    from told`;
  return rows.length > 0;
}

/** What a failure is called in the ledger. */
function reasonOf(error: unknown, requestRef: string): string {
  const known = asAppError(error);
  return known?.message ?? `Something went wrong. Quote the reference ${requestRef}.`;
}

/** Enters why a scan failed and removes its rows; a scan that was given up stays that. */
export async function failScan(id: bigint, error: unknown, requestRef: string): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      update storage_scans set state = 'failed', ended_at = ${databaseNow()},
        error = ${reasonOf(error, requestRef)}
      where id = ${id} and state in ('reading', 'storing')`;
    await announce(tx, { room: "storage", kind: "scan", ids: [String(id)] });
  });
  await sweepScan(id);
}
