import "server-only";
import { authenticateBasic, authenticateBearer } from "@/lib/auth/keys";
import {
  type Actor,
  type ComponentActor,
  mayService,
  type ServicePermission,
  sitesOf,
  systemActor,
} from "@/lib/auth/model";
import type { NewRefusal } from "@/lib/dataspace/model";
import { EMPTY_HEADER } from "@/lib/platform/empty-answers";
import { env } from "@/lib/platform/env";
import { AppError, asAppError, errorTable } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { decodeUtf8, mediaType, readBody } from "./body";
import { knownError } from "./problem";
import { refusalOf, refuseQuietly } from "./refusal";
import { type Handler, type RouteCall, route } from "./route";

/**
 * The accounting protocol's doors: who calls, bodies, and failures in its own words. Its writing
 * clients read no status: whatever arrives whole, but for RECORD_EXISTS, they take for success and
 * forget the record. So a failure that a retry could mend ends in a broken connection.
 */

/** Who calls; without credentials there is no actor. */
export interface RecordCaller {
  actor: ComponentActor | null;
  /** Sites whose records the caller may touch; null: all. */
  sites: readonly string[] | null;
}

export interface RecordCall extends RouteCall<unknown> {
  caller: RecordCaller;
}

const NOT_FOUND = "The requested resource was not found. 404 Not Found";

type ToFailure = (error: unknown, ref: string) => Response;

// The failure's form depends on the request, so the route is made with it in hand.
function door(
  name: string,
  permission: ServicePermission | null,
  handle: (call: RecordCall) => Promise<Response>,
  failureOf: (request: Request) => ToFailure,
): Handler {
  return (request, context) =>
    route<unknown>(
      name,
      async (call) => {
        if (isOtherPath(request)) return notFound();
        const caller = permission ? await findCaller(call, permission) : nobody;
        return handle({ ...call, caller });
      },
      failureOf(request),
    )(request, context);
}

// A trailing slash makes another path, and there is nothing at it.
function isOtherPath(request: Request): boolean {
  return new URL(request.url).pathname.endsWith("/");
}

const nobody: RecordCaller = { actor: null, sites: null };

async function findCaller(
  { request, event }: RouteCall<unknown>,
  permission: ServicePermission,
): Promise<RecordCaller> {
  event.permission = permission;
  const isOpen = mayAnybody(permission);
  const authorization = request.headers.get("authorization");
  if (authorization === null) {
    if (isOpen) return nobody;
    throw new AppError("unauthenticated", "Send the credentials of a component.");
  }
  const isBearer = /^bearer /i.test(authorization);
  const actor = await (isBearer ? authenticateBearer(request) : authenticateBasic(request));
  event.actor = actor.id;
  if (mayService(actor, permission)) return { actor, sites: sitesOf(actor) };
  if (isOpen) return { actor, sites: null };
  throw new AppError("forbidden", "Insufficient permissions");
}

/** What HEADROOM_ACCOUNTING_ANONYMOUS opens to all. */
function mayAnybody(permission: ServicePermission): boolean {
  const open = env().HEADROOM_ACCOUNTING_ANONYMOUS;
  return open.includes(permission === "records:write" ? "write" : "read");
}

/** A door that reads; failures are `{"error": …}`. Without a permission it is open to all. */
export function recordRead(
  name: string,
  permission: ServicePermission | null,
  handle: (call: RecordCall) => Promise<Response>,
): Handler {
  return door(name, permission, handle, () => readFailure);
}

/** What a door does with bodies. */
interface WriteDoor {
  /** Greatest body, inflated or not. */
  maxBytes: number;
  handle(call: RecordCall, text: string): Promise<Response>;
  /** Keeps what was refused, since the sender looks at no answer. */
  refuse(caller: RecordCaller, refusal: NewRefusal, text: string): Promise<void>;
}

/** A door that writes. */
export function recordWrite(name: string, { maxBytes, handle, refuse }: WriteDoor): Handler {
  const handleBody = async (call: RecordCall) => {
    let text = "";
    try {
      text = await readJson(call.request, maxBytes);
      return await handle(call, text);
    } catch (error) {
      const keep = (_: Actor, refusal: NewRefusal) => refuse(call.caller, refusal, text);
      await refuseQuietly(keep, call.caller.actor ?? systemActor, refusalOf(error, call.ref));
      throw error;
    }
  };
  return door(name, "records:write", handleBody, (request) => (error) => {
    const failure = writeFailure(error);
    if (!mayBeMissed(request)) return failure;
    const isLost = failure.status === 413 && isAuditorClient(request);
    return isLost || isWorthRetrying(error, failure) ? broken(failure) : failure;
  });
}

async function readJson(request: Request, maxBytes: number): Promise<string> {
  if (!/^[^/]+\/(?:.*\+)?json$/.test(mediaType(request))) {
    throw new AppError("invalid_input", "Content type error");
  }
  const declared = request.headers.get("content-length");
  const isPlain = request.headers.get("content-encoding") === null;
  const { content } = await readBody(request, maxBytes, maxBytes).catch((error: unknown) => {
    if (asAppError(error)?.code !== "too_large") throw error;
    const size = isPlain && declared !== null ? ` (${declared} bytes) is larger than allowed` : "";
    const message =
      size === ""
        ? `JSON payload has exceeded limit (${maxBytes} bytes).`
        : `JSON payload${size} (limit: ${maxBytes} bytes).`;
    throw new AppError("too_large", message, { cause: error });
  });
  try {
    return decodeUtf8(content);
  } catch (cause) {
    const message = "Json deserialize error: invalid unicode code point at line 1 column 0";
    throw new AppError("invalid_input", message, { cause });
  }
}

function headersOf(status: number, type: string): Headers {
  const headers = new Headers({ "Content-Type": type });
  if (status === 401) headers.set("WWW-Authenticate", 'Basic realm="headroom"');
  if (status === 503) headers.set("Retry-After", "5");
  return headers;
}

function readFailure(error: unknown, ref: string): Response {
  const known = knownError(error);
  const { title } = errorTable.internal;
  const status = known?.status ?? errorTable.internal.status;
  const message = known?.message ?? `${title}. Quote the reference ${ref}.`;
  const headers = headersOf(status, "application/json");
  return new Response(JSON.stringify({ error: message }), { status, headers });
}

function writeFailure(error: unknown): Response {
  const known = knownError(error);
  const text = known?.message ?? "UNEXPECTED_ERROR";
  const status = known?.status ?? errorTable.internal.status;
  // RECORD_EXISTS: its bytes are all there is to it, not even a content type.
  if (known?.code === "conflict") return new Response(new TextEncoder().encode(text), { status });
  return new Response(text, { status, headers: headersOf(status, "text/plain; charset=utf-8") });
}

// Who asks for JSON reads the answer; PUT is the one write whose clients look at the status.
function mayBeMissed(request: Request): boolean {
  if (!env().HEADROOM_ACCOUNTING_BREAK_CONNECTIONS || request.method !== "POST") return false;
  return !/\bjson\b/i.test(request.headers.get("accept") ?? "");
}

// Of a body that is too large nothing is kept, and its clients would forget it.
function isAuditorClient(request: Request): boolean {
  return /^auditor-client\b/i.test(request.headers.get("user-agent") ?? "");
}

// A body that is wrong stays wrong, and is kept; credentials can be set right, a database comes back.
function isWorthRetrying(error: unknown, { status }: Response): boolean {
  if (asAppError(error)?.code === "conflict") return false;
  return status >= 500 || status === 401 || status === 403;
}

/** The same answer, cut off: status and a first byte arrive, the end never does. */
function broken(response: Response): Response {
  const { status, headers } = response;
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      // Under this name the framework ends the connection and does not log it as a defect.
      if (!isFirst) controller.error(new DOMException("cut off on purpose", "AbortError"));
      else controller.enqueue(new TextEncoder().encode(" "));
      isFirst = false;
    },
  });
  return new Response(body, { status, headers });
}

/** The answer to a path where nothing is. */
export function notFound(): Response {
  const headers = headersOf(404, "text/plain; charset=utf-8");
  return new Response(NOT_FOUND, { status: 404, headers });
}

/** Answers a path that does not exist, and a method that its path was not registered for. */
export const unknownResource: Handler = route<unknown>("accounting.unknown", async () =>
  notFound(),
);

/** Answers a method that the path does not have: 405 without a body. */
export function wrongMethod(allow: readonly string[]): Handler {
  return async (request) =>
    isOtherPath(request) ? notFound() : empty(405, { Allow: allow.join(", ") });
}

/** An answer without a body. */
export function empty(status = 200, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { [EMPTY_HEADER]: "1", ...headers } });
}

/** Pieces of an answer that are pulled, not pushed: a slow reader slows their source down. */
interface Pieces {
  /** Null at the end. */
  next(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/**
 * An answer that is sent as its pieces are asked for. A failure on the way cuts it off, since an
 * end in good order would pass for the whole.
 */
export function streamed(pieces: Pieces, { request, ref }: RouteCall<unknown>): Response {
  const close = () => void pieces.close();
  request.signal.addEventListener("abort", close, { once: true });
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = await pieces.next();
          if (piece === null) controller.close();
          else controller.enqueue(piece);
        } catch (error) {
          if (!request.signal.aborted) log().error({ err: error, ref }, "an answer was cut off");
          close();
          controller.error(error);
        }
      },
      cancel: close,
    },
    // No piece waits here beside the one that is being sent and the one that is fetched ahead.
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "Content-Type": "application/json" } });
}
