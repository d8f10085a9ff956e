import "server-only";
import { type ComponentActor, systemActor } from "@/lib/auth/model";
import type { BadRow, FeedRow, NewRefusal } from "@/lib/dataspace/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { asAppError } from "@/lib/platform/errors";
import { splitRecords } from "../schema/read-record";
import type { RecordSender } from "./add-records";
import { checkRows, recordFeed } from "./door";
import { keepRows } from "./keep-rows";

type KnownSender = RecordSender & { actor: ComponentActor | null };

/** Keeps the refused body of one record. */
export function keepRefusedRecord(
  sender: KnownSender,
  refusal: NewRefusal,
  text: string,
): Promise<void> {
  const rejected = wholeBody(refusal, text);
  return keep(sender.actor, refusal, { rows: rejected, rejected });
}

/** Keeps all records of a refused batch, or the body where it is no batch at all. */
export function keepRefusedBatch(
  sender: KnownSender,
  refusal: NewRefusal,
  text: string,
): Promise<void> {
  try {
    const rows = splitRecords(text).map((content, index) => ({ line: index + 1, content }));
    const { rejected } = checkRows(rows, sender);
    return keep(sender.actor, refusal, { rows, rejected });
  } catch (error) {
    if (!asAppError(error)) throw error;
    return keepRefusedRecord(sender, refusal, text);
  }
}

function wholeBody({ detail }: NewRefusal, text: string): BadRow[] {
  return text === "" ? [] : [{ line: 1, reason: detail, content: text }];
}

interface Kept {
  rows: readonly FeedRow[];
  rejected: readonly BadRow[];
}

async function keep(
  actor: ComponentActor | null,
  refusal: NewRefusal,
  { rows, rejected }: Kept,
): Promise<void> {
  const id = await recordRefusal(actor ?? systemActor, {
    ...refusal,
    ...{ feed: recordFeed(actor), receivedCount: rows.length, rejected },
  });
  await keepRows(id, rows, rejected);
}
