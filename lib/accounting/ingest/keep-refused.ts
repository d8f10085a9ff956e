import "server-only";
import { type ComponentActor, systemActor } from "@/lib/auth/model";
import type { BadRow, NewRefusal } from "@/lib/dataspace/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { asAppError } from "@/lib/platform/errors";
import { splitRecords } from "../schema/read-record";
import type { RecordSender } from "./add-records";
import { checkRows, recordFeed } from "./door";

type KnownSender = RecordSender & { actor: ComponentActor | null };

/** Keeps the refused body of one record. */
export function keepRefusedRecord(
  sender: KnownSender,
  refusal: NewRefusal,
  text: string,
): Promise<void> {
  return keep(sender.actor, refusal, { received: 1, rejected: wholeBody(refusal, text) });
}

/** Keeps the bad records of a refused batch, or the body where it is no batch at all. */
export function keepRefusedBatch(
  sender: KnownSender,
  refusal: NewRefusal,
  text: string,
): Promise<void> {
  try {
    const rows = splitRecords(text).map((content, index) => ({ line: index + 1, content }));
    const { rejected } = checkRows(rows, sender);
    return keep(sender.actor, refusal, { received: rows.length, rejected });
  } catch (error) {
    if (!asAppError(error)) throw error;
    return keep(sender.actor, refusal, { received: 0, rejected: wholeBody(refusal, text) });
  }
}

function wholeBody({ detail }: NewRefusal, text: string): BadRow[] {
  return text === "" ? [] : [{ line: 1, reason: detail, content: text }];
}

function keep(
  actor: ComponentActor | null,
  refusal: NewRefusal,
  { received, rejected }: { received: number; rejected: BadRow[] },
): Promise<void> {
  const facts = { feed: recordFeed(actor), receivedCount: received, rejected };
  return recordRefusal(actor ?? systemActor, { ...refusal, ...facts });
}
