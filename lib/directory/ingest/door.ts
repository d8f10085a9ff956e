import "server-only";
import type { ComponentActor } from "@/lib/auth/model";
import type { Delivered, FeedBatch, FeedDoor, FeedRow } from "@/lib/dataspace/model";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { AppError } from "@/lib/platform/errors";
import { parseExactJson } from "@/lib/platform/exact-json";
import { directoryFeed, MAX_DIRECTORY_ROWS } from "../model";
import { judgeDirectory, keepRejected, loadTransaction, storeLoad } from "../mutations/load";
import { requireShare } from "../mutations/share";

/** A site of 200,000 people with their groups, as JSON. */
const MAX_BYTES = 128 * 1024 * 1024;

const FEED = directoryFeed.name;

/** The feed of the uniform ingest route that takes people and groups, or undefined. */
export function findDirectoryDoor(name: string): FeedDoor | undefined {
  return name === FEED ? directoryDoor : undefined;
}

/** The feed `directory`: one JSON object with both lists, a snapshot. */
const directoryDoor: FeedDoor = {
  name: FEED,
  permission: "feed:directory",
  maxBytes: MAX_BYTES,
  maxSentBytes: MAX_BYTES,
  maxRows: 2 * MAX_DIRECTORY_ROWS,
  feedOf: requireWholeSite,
  splitRows: wholeBody,
  store: storeBody,
  refuse: recordRefusal,
};

// SECURITY: who tells the groups' leaders tells who sees what on every volume.
function requireWholeSite({ volume }: ComponentActor) {
  if (volume === null) return directoryFeed;
  throw new AppError(
    "forbidden",
    `This token speaks for ${volume} only; a scanner without a volume sends the directory.`,
  );
}

/** The two lists belong together: a snapshot is one row for the route, read as a whole. */
function wholeBody(text: string, form: "json" | "lines"): FeedRow[] {
  if (form === "json") return [{ line: 1, content: parseExactJson(text) }];
  throw new AppError("invalid_input", "Send the directory as one JSON object.", { status: 415 });
}

const remedy = {
  source: "This directory",
  remedy: "an admin loads it by `headroom directory load FILE --force`",
};

async function storeBody(actor: ComponentActor, batch: FeedBatch): Promise<Delivered> {
  const { idempotency } = batch;
  const load = judgeDirectory(batch.rows[0]?.content);
  const result = await loadTransaction(async (tx) => {
    const known = idempotency && (await findAnswer(tx, actor, FEED, idempotency));
    if (known) return { answer: known, isReplay: true };
    const found = { people: load.raw.people?.length, groups: load.raw.groups?.length };
    await requireShare(found, remedy, tx);
    const receipt = await storeLoad(tx, actor, load, batch);
    const answer = { status: 201, body: JSON.stringify(receipt) };
    if (idempotency) await keepAnswer(tx, actor, FEED, idempotency, answer);
    return { answer, isReplay: false };
  });
  if (!result.isReplay) await keepRejected(actor, load, batch);
  return result;
}
