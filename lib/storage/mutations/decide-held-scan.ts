import "server-only";
import { z } from "zod";
import { type Actor, may } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import type { DecideHeldScanInput } from "../schema/held-scans";

const heldScan = z.object({ id: z.bigint(), volume: z.string(), day: z.iso.date() });

/**
 * Takes a held scan, which a worker then stores, or drops it with all that it says. Needs
 * `admin:storage`. Throws `conflict` for one that is held no more.
 */
export async function decideHeldScan(actor: Actor, input: DecideHeldScanInput): Promise<void> {
  if (!may(actor, "admin:storage")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  const { id, decision } = input;
  await transaction(async (tx) => {
    const scan = await lockHeld(tx, BigInt(id));
    if (decision === "take") {
      await enqueue(tx, "store-held-scan", { id }, { jobKey: `store-held-scan:${id}` });
    } else {
      await tx.$executeRaw`
        update storage_scans set state = 'dropped', ended_at = ${databaseNow()}
        where id = ${scan.id}`;
      await tx.$executeRaw`delete from held_scans where scan_id = ${scan.id}`;
    }
    await record(tx, actor, [
      {
        ...{ room: "storage", subjectType: "volume", subjectId: scan.volume },
        verb: `${decision} the held scan of ${scan.day}`,
      },
    ]);
    await announce(tx, { room: "storage", kind: "scan", ids: [id] });
  });
}

async function lockHeld(tx: Tx, id: bigint): Promise<z.infer<typeof heldScan>> {
  const [scan] = await ask(heldScan, tx)`
    select id, volume_name as volume, to_char(record_on, 'YYYY-MM-DD') as day
    from storage_scans where id = ${id} and state = 'held' for update`;
  if (!scan) throw new AppError("conflict", "This scan is not held any more.");
  return scan;
}
