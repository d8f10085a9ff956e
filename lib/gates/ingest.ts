import "server-only";
import { z } from "zod";
import { type ComponentActor, mayService } from "@/lib/auth/model";
import {
  type FeedBatch,
  type FeedDoor,
  type FeedRow,
  MAX_CLOCK_SKEW_SECONDS,
  MAX_LIFETIME_SECONDS,
} from "@/lib/dataspace/model";
import { epochSeconds, now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { parseExactJson } from "@/lib/platform/exact-json";
import { type Body, decodeUtf8, isJsonType, mediaType, readBody } from "./body";
import { readIdempotencyKey, storedResponse } from "./idempotency";
import { check, readQuery, text, whole } from "./parameters";
import { refusalOf, refuseQuietly } from "./refusal";
import type { RouteCall } from "./route";

/** A call whose token is known. */
export interface IngestCall extends RouteCall<{ feed: string }> {
  actor: ComponentActor;
}

const LINE_TYPES = ["application/x-ndjson", "application/ndjson", "application/jsonl"];

/** Parameters of every feed of rows. */
export const rowsQuery = z.object({
  madeAt: whole(0, 9_999_999_999)
    .optional()
    .describe("Instant that the content speaks of, UNIX seconds."),
  expires_in: whole(1, MAX_LIFETIME_SECONDS)
    .optional()
    .describe("How long it counts, seconds; at most 30 days."),
  cluster: text().optional().describe("Must be the cluster of the token."),
});

/** What a feed of rows is sent as: an array, an object with one, or NDJSON. */
const row = z.record(z.string(), z.unknown());
export const rowsBody = z.union([
  z.array(row),
  z.object({ rows: z.array(row) }),
  z.object({ people: z.array(row).optional(), groups: z.array(row).optional() }),
]);

/**
 * Takes what a feed of rows brings: permission, body, rows, the room's store, receipt. Refused
 * reports are kept.
 */
export async function receiveRows(call: IngestCall, door: FeedDoor): Promise<Response> {
  const { actor, event, ref } = call;
  event.permission = door.permission;
  if (!mayService(actor, door.permission)) {
    throw new AppError("forbidden", `A ${actor.service} may not send ${door.name}.`);
  }
  const feed = door.feedOf(actor);
  event.feed = feed.name;
  try {
    const batch = await readBatch(call, door);
    event.rows = batch.rows.length;
    return storedResponse(await door.store(actor, batch));
  } catch (error) {
    await refuseQuietly(door.refuse, actor, refusalOf(error, ref, feed));
    throw error;
  }
}

async function readBatch({ request, actor, ref }: IngestCall, door: FeedDoor): Promise<FeedBatch> {
  const { searchParams } = new URL(request.url);
  const query = readQuery(searchParams, rowsQuery);
  if (query.cluster !== undefined && query.cluster !== actor.clusterId) {
    throw new AppError("forbidden", "This token belongs to another cluster.");
  }
  const madeAt = query.madeAt === undefined ? undefined : pastInstant(query.madeAt);
  const type = mediaType(request);
  if (!isJsonType(type) && !LINE_TYPES.includes(type)) {
    throw new AppError("invalid_input", "Send application/json or application/x-ndjson.", {
      status: 415,
    });
  }
  const body: Body = await readBody(request, door.maxBytes, door.maxSentBytes);
  const lifetime = searchParams.get("expires_in");
  const idempotency = readIdempotencyKey(request.headers.get("idempotency-key"), [
    searchParams.get("madeAt") ?? "",
    ...(lifetime === null ? [] : [`expires_in=${lifetime}`]),
    body.content,
  ]);
  const rows = readRows(decodeUtf8(body.content), isJsonType(type) ? "json" : "lines", door);
  return { rows, requestRef: ref, madeAt, expiresInSeconds: query.expires_in, idempotency };
}

/** The rows of a body of either form; throws `invalid_input` or `too_large`. */
export function readRows(text: string, form: "json" | "lines", door: FeedDoor): FeedRow[] {
  const rows = door.splitRows?.(text, form);
  if (rows && rows.length > door.maxRows) throw tooMany(door);
  if (rows) return rows;
  return form === "json" ? jsonRows(text, door) : lineRows(text, door);
}

/** UNIX seconds as an operator writes them; throws `invalid_input` for the future or no number. */
export function readMadeAt(given: string): Date {
  const { madeAt } = check(rowsQuery, { madeAt: given });
  return pastInstant(madeAt ?? 0);
}

function pastInstant(seconds: number): Date {
  if (seconds > epochSeconds(now()) + MAX_CLOCK_SKEW_SECONDS) {
    const most = `${MAX_CLOCK_SKEW_SECONDS} s`;
    throw new AppError("invalid_input", `madeAt lies more than ${most} in the future.`);
  }
  return new Date(seconds * 1000);
}

function tooMany({ maxRows }: FeedDoor): AppError {
  return new AppError("too_large", `A report holds at most ${maxRows} rows.`);
}

function jsonRows(text: string, door: FeedDoor): FeedRow[] {
  const rows = rowsOf(parseExactJson(text), door.name);
  if (rows.length > door.maxRows) throw tooMany(door);
  return rows.map((content, index) => ({ line: index + 1, content }));
}

function rowsOf(body: unknown, feed: string): unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null) {
    throw new AppError("invalid_input", "The body must be an array of rows.");
  }
  // An unknown key may be the rows of another feed: better refused than left out.
  const strange = Object.keys(body).find((key) => !["rows", feed, "version"].includes(key));
  if (strange !== undefined) {
    throw new AppError("invalid_input", `The body has an unknown key ${strange.slice(0, 40)}.`);
  }
  const lists = Object.entries(body).filter(([key]) => key !== "version");
  const [, rows] = lists[0] ?? [];
  if (lists.length !== 1 || !Array.isArray(rows)) {
    throw new AppError("invalid_input", `The body must hold one array, rows or ${feed}.`);
  }
  return rows;
}

function lineRows(text: string, door: FeedDoor): FeedRow[] {
  const rows: FeedRow[] = [];
  let start = 0;
  for (let line = 1; start <= text.length; line += 1) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const content = text.slice(start, end).trim();
    start = end + 1;
    if (content === "") continue;
    if (rows.length >= door.maxRows) throw tooMany(door);
    rows.push(lineRow(line, content));
  }
  return rows;
}

function lineRow(line: number, text: string): FeedRow {
  try {
    return { line, content: parseExactJson(text) };
  } catch {
    return { line, content: text, problem: "This line is not valid JSON" };
  }
}
