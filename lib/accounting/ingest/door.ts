import "server-only";
import { type ComponentActor, sitesOf } from "@/lib/auth/model";
import { encodeValue } from "@/lib/dataspace/encoding";
import type {
  BadRow,
  Delivered,
  FeedBatch,
  FeedDoor,
  FeedName,
  FeedRow,
  IngestReceipt,
} from "@/lib/dataspace/model";
import { closeGenerations, lockFeeds, openGeneration } from "@/lib/dataspace/mutations/generation";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { wholeSeconds } from "@/lib/platform/clock";
import { type Tx, transaction } from "@/lib/platform/db";
import { asAppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import { MAX_BULK_BYTES, type NewRecord } from "../model";
import { parseRecord, splitRecords } from "../schema/read-record";
import { addRecordsIn, type RecordSender, senderProblem } from "./add-records";
import { keepRows } from "./keep-rows";

/** Rows of one ingest; the shortest record has some 60 bytes. */
const MAX_ROWS = 500_000;

const FEED = "records";

/** The feed of a component's records; those that come without credentials share one. */
export function recordFeed(actor: ComponentActor | null): FeedName {
  return {
    name: `accounting:${actor?.id ?? "anonymous"}`,
    kind: "accounting",
    clusterId: actor?.clusterId ?? null,
    isPushed: true,
  };
}

/** The feed of the uniform ingest route that takes records, or undefined. */
export function findRecordDoor(name: string): FeedDoor | undefined {
  return name === FEED ? recordDoor : undefined;
}

/** The feed `records`: every good row is stored, once. */
export const recordDoor: FeedDoor = {
  name: FEED,
  permission: "feed:records",
  maxBytes: MAX_BULK_BYTES,
  maxSentBytes: MAX_BULK_BYTES,
  maxRows: MAX_ROWS,
  feedOf: recordFeed,
  splitRows: (text, form) => (form === "json" ? arrayRows(text) : lineRows(text)),
  store: storeRows,
  refuse: recordRefusal,
};

// Rows stay text: as plain values they would lose digits, and keys that come twice.
function arrayRows(text: string): FeedRow[] {
  return splitRecords(text).map((content, index) => ({ line: index + 1, content }));
}

function lineRows(text: string): FeedRow[] {
  const lines = text.split("\n").map((content, index) => ({ line: index + 1, content }));
  return lines.filter(({ content }) => content.trim() !== "");
}

interface CheckedRows {
  records: NewRecord[];
  rejected: BadRow[];
}

/** Reads each row on its own. */
export function checkRows(rows: readonly FeedRow[], sender: RecordSender): CheckedRows {
  const checked: CheckedRows = { records: [], rejected: [] };
  for (const { line, content } of rows) {
    try {
      const record = parseRecord(String(content));
      const reason = senderProblem(record, sender);
      if (reason) checked.rejected.push({ line, reason, content });
      else checked.records.push(record);
    } catch (error) {
      const known = asAppError(error);
      if (!known) throw error;
      checked.rejected.push({ line, reason: known.message, content });
    }
  }
  return checked;
}

async function storeRows(actor: ComponentActor, batch: FeedBatch): Promise<Delivered> {
  const { idempotency } = batch;
  const checked = checkRows(batch.rows, { actor, sites: sitesOf(actor) });
  const result = await transaction(async (tx) => {
    const known = idempotency && (await findAnswer(tx, actor, FEED, idempotency));
    if (known) return { answer: known, isReplay: true };
    const receipt = await storeChecked(tx, actor, batch, checked);
    const answer = { status: 201, body: JSON.stringify(receipt) };
    if (idempotency) await keepAnswer(tx, actor, FEED, idempotency, answer);
    await announce(tx, { room: "accounting", kind: "report" });
    await enqueue(tx, "roll-up-usage", {}, { jobKey: "roll-up-usage-now" });
    return { answer, isReplay: false };
  });
  if (!result.isReplay) await keepRejected(actor, batch, checked.rejected);
  return result;
}

async function storeChecked(
  tx: Tx,
  actor: ComponentActor,
  batch: FeedBatch,
  { records, rejected }: CheckedRows,
): Promise<IngestReceipt> {
  const feed = recordFeed(actor);
  const lockedAt = await lockFeeds(tx, [feed.name]);
  const { requestRef, expiresInSeconds } = batch;
  const madeAt = batch.madeAt ?? wholeSeconds(lockedAt);
  const open = await openGeneration(tx, actor, { feed, madeAt, requestRef, expiresInSeconds });
  const stored = await addRecordsIn(tx, records, { actor, sites: sitesOf(actor) }, open.id);
  const received = batch.rows.length;
  const unchanged = records.length - stored;
  const counts = { received, stored, unchanged, rejected: rejected.length };
  const products = [{ key: "records_summary", value: await encodeValue(counts) }];
  const summary = `${stored} new of ${received} records`;
  await closeGenerations(tx, [{ open, products, ...counts, summary }]);
  return {
    feed: feed.name,
    generation: open.number,
    received,
    stored,
    unchanged,
    rejected: rejected.map(({ line, reason }) => ({ line, reason })),
  };
}

async function keepRejected(
  actor: ComponentActor,
  { requestRef, rows }: FeedBatch,
  rejected: readonly BadRow[],
): Promise<void> {
  if (rejected.length === 0) return;
  const id = await recordRefusal(actor, {
    feed: recordFeed(actor),
    requestRef,
    code: "invalid_input",
    detail: `${rejected.length} of ${rows.length} records are not valid; the others are stored.`,
    receivedCount: rows.length,
    rejected,
  });
  await keepRows(id, rejected, rejected);
}
