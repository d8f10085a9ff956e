import "server-only";
import { authenticateBearer } from "@/lib/auth/keys";
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
import { refusalOf, refuseQuietly } from "./refusal";
import { route } from "./route";

const LINE_TYPES = ["application/x-ndjson", "application/ndjson", "application/jsonl"];

/** Parameters of the address that every feed knows. */
const PARAMETERS = ["madeAt", "cluster", "expires_in"];

/**
 * The uniform ingest route over the feeds that the rooms' `finders` know: token, permission, body, rows,
 * the room's store, receipt. Refused reports are kept.
 *
 * The body is a JSON array of rows, an object `{"rows": […]}` or `{"<feed>": […]}`, or NDJSON.
 */
export function ingestRoute(...finders: ((name: string) => FeedDoor | undefined)[]) {
  const findFeed = (name: string) =>
    finders.reduce<FeedDoor | undefined>((found, find) => found ?? find(name), undefined);
  return route<{ feed: string }>("ingest", async ({ request, params, ref, event }) => {
    const actor = await authenticateBearer(request);
    event.actor = actor.id;
    const door = findFeed(params.feed);
    if (!door) throw new AppError("not_found", `There is no feed ${params.feed.slice(0, 40)}.`);
    event.permission = door.permission;
    if (!mayService(actor, door.permission)) {
      throw new AppError("forbidden", `A ${actor.service} may not send ${door.name}.`);
    }
    const feed = door.feedOf(actor);
    event.feed = feed.name;
    try {
      const batch = await readBatch(request, actor, door, ref);
      event.rows = batch.rows.length;
      return storedResponse(await door.store(actor, batch));
    } catch (error) {
      await refuseQuietly(door.refuse, actor, refusalOf(error, ref, feed));
      throw error;
    }
  });
}

async function readBatch(
  request: Request,
  actor: ComponentActor,
  door: FeedDoor,
  requestRef: string,
): Promise<FeedBatch> {
  const { searchParams } = new URL(request.url);
  for (const name of searchParams.keys()) {
    if (!PARAMETERS.includes(name)) {
      throw new AppError("invalid_input", `There is no parameter ${name.slice(0, 40)}.`);
    }
  }
  const cluster = searchParams.get("cluster");
  if (cluster !== null && cluster !== actor.clusterId) {
    throw new AppError("forbidden", "This token belongs to another cluster.");
  }
  const madeAtText = searchParams.get("madeAt");
  const madeAt = madeAtText === null ? undefined : readMadeAt(madeAtText);
  const lifeText = searchParams.get("expires_in");
  const expiresInSeconds = lifeText === null ? undefined : readLifetime(lifeText);
  const type = mediaType(request);
  if (!isJsonType(type) && !LINE_TYPES.includes(type)) {
    throw new AppError("invalid_input", "Send application/json or application/x-ndjson.", {
      status: 415,
    });
  }
  const body: Body = await readBody(request, door.maxBytes, door.maxSentBytes);
  const idempotency = readIdempotencyKey(request.headers.get("idempotency-key"), [
    madeAtText ?? "",
    ...(lifeText === null ? [] : [`expires_in=${lifeText}`]),
    body.content,
  ]);
  const text = decodeUtf8(body.content);
  const rows = readRows(text, isJsonType(type) ? "json" : "lines", door);
  return { rows, requestRef, madeAt, expiresInSeconds, idempotency };
}

function readLifetime(text: string): number {
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= MAX_LIFETIME_SECONDS) return seconds;
  throw new AppError(
    "invalid_input",
    `expires_in must be whole seconds from 1 to ${MAX_LIFETIME_SECONDS}, 30 days.`,
  );
}

/** The rows of a body of either form; throws `invalid_input` or `too_large`. */
export function readRows(text: string, form: "json" | "lines", door: FeedDoor): FeedRow[] {
  const rows = door.splitRows?.(text, form);
  if (rows && rows.length > door.maxRows) throw tooMany(door);
  if (rows) return rows;
  return form === "json" ? jsonRows(text, door) : lineRows(text, door);
}

/** UNIX seconds as a sender writes them; throws `invalid_input` for the future or no number. */
export function readMadeAt(text: string): Date {
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seconds)) {
    throw new AppError("invalid_input", "madeAt must be a time in whole UNIX seconds.");
  }
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
