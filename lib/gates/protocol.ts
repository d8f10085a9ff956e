import "server-only";
import { STATUS_CODES } from "node:http";
import { authenticateHmac, type SignedRequest } from "@/lib/auth/keys";
import { type ComponentActor, mayService, type ServicePermission } from "@/lib/auth/model";
import type { NewRefusal } from "@/lib/dataspace/model";
import { AppError, asAppError, errorTable } from "@/lib/platform/errors";
import { parseExactJson, printExactJson } from "@/lib/platform/exact-json";
import { decodeUtf8, isJsonType, mediaType, readBody } from "./body";
import { knownError } from "./problem";
import { refusalOf, refuseQuietly } from "./refusal";
import { methodNotAllowed, type RouteCall, route } from "./route";

/** The one version of the detector and scheduler protocol. */
const API_VERSION = 2;

/** A failure of the request itself, which the protocol tells in another shape than look-ups. */
class RequestError extends AppError {}

const requestShape = new Set([401, 403, 405, 413, 415, 500, 503]);

/**
 * A failure in the protocol's two shapes: `{"error"}` for the request itself, `{"status",
 * "detail"}` for validation and look-ups.
 */
function protocolFailure(error: unknown, ref: string): Response {
  const known = knownError(error);
  const status = known?.status ?? 500;
  const message = known?.message ?? `${errorTable.internal.title}. Quote the reference ${ref}.`;
  if (error instanceof RequestError || requestShape.has(status)) {
    return answer({ error: `${status} ${STATUS_CODES[status]}: ${message}` }, status);
  }
  return answer({ status, detail: message }, status);
}

/** Answers a method that a path does not have. */
export const refuseMethod = (allow: readonly string[]) => methodNotAllowed(allow, protocolFailure);

/** An answer of the protocol; integers of any size are exact. */
export function answer(body: unknown, status = 200): Response {
  const headers = { "Content-Type": "application/json" };
  return new Response(printExactJson(body), { status, headers });
}

export interface ProtocolCall<Params> extends RouteCall<Params> {
  actor: ComponentActor;
  query: URLSearchParams;
}

/** A route that reads, for signed requests of whoever has `permission`. */
export function protocolRead<Params>(
  name: string,
  permission: ServicePermission,
  handle: (call: ProtocolCall<Params>) => Promise<Response>,
) {
  return route<Params>(
    name,
    async (call) => {
      const { signed, query } = await open(call, permission);
      signed.requireBody(new Uint8Array());
      return handle({ ...call, actor: signed.actor, query });
    },
    protocolFailure,
  );
}

/** A report's arrays by type name, in the order of the body. */
export interface ProtocolReport {
  reports: [type: string, rows: unknown][];
  /** The body as text, for idempotency. */
  content: Uint8Array;
}

/** The route that takes reports; refused ones are kept through `refuse`. */
export function protocolReport(
  name: string,
  handle: (call: ProtocolCall<unknown>, report: ProtocolReport) => Promise<Response>,
  refuse: (actor: ComponentActor, refusal: NewRefusal) => Promise<unknown>,
) {
  return route<unknown>(
    name,
    async (call) => {
      const { signed, query } = await open(call, "protocol:report");
      const { actor } = signed;
      try {
        const report = await readReport(call.request, signed);
        return await handle({ ...call, actor, query }, report);
      } catch (error) {
        await refuseQuietly(refuse, actor, refusalOf(error, call.ref));
        throw error;
      }
    },
    protocolFailure,
  );
}

async function open(
  { request, event }: RouteCall<unknown>,
  permission: ServicePermission,
): Promise<{ signed: SignedRequest; query: URLSearchParams }> {
  event.permission = permission;
  const signed = await authenticateHmac(request).catch((error: unknown) => {
    throw toRequestError(error);
  });
  const { actor } = signed;
  event.actor = actor.id;
  const query = new URL(request.url).searchParams;
  const cluster = query.get("cluster");
  if (!mayService(actor, permission)) {
    throw new AppError("forbidden", `A ${actor.service} key may not do this.`);
  }
  if (actor.clusterId === null) {
    throw new AppError("forbidden", "This key is not tied to a cluster.");
  }
  if (cluster !== null && cluster !== actor.clusterId) {
    throw new AppError("forbidden", "This key belongs to another cluster.");
  }
  return { signed, query };
}

function toRequestError(error: unknown): unknown {
  const known = asAppError(error);
  if (!known) return error;
  return new RequestError(known.code, known.message, { status: known.status, cause: known });
}

async function readReport(request: Request, signed: SignedRequest): Promise<ProtocolReport> {
  const body = await readBody(request);
  signed.requireBody(body.sent);
  const parsed = parseBody(request, body.content);
  requireVersion(parsed);
  const reports = Object.entries(parsed).filter(([key]) => key !== "version");
  return { reports, content: body.content };
}

const noVersion = () => new RequestError("invalid_input", "API violation: must define 'version'");

function parseBody(request: Request, content: Uint8Array): object {
  if (content.length === 0) throw noVersion();
  if (!isJsonType(mediaType(request))) {
    throw new RequestError("invalid_input", "The content type must be application/json.");
  }
  let parsed: unknown;
  try {
    parsed = parseExactJson(decodeUtf8(content));
  } catch (error) {
    throw toRequestError(error);
  }
  if (isEmpty(parsed)) throw noVersion();
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new AppError("invalid_input", "The body must be a JSON object");
  }
  return parsed;
}

// What clients of the protocol call empty: null, false, zero and anything without content.
function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return !value;
}

function requireVersion(body: { version?: unknown }): void {
  const version = Object.hasOwn(body, "version") ? body.version : undefined;
  if (isEmpty(version)) throw noVersion();
  const isWhole = typeof version === "string" && /^\s*[+-]?\d+\s*$/.test(version);
  const number = typeof version === "number" || isWhole ? Math.trunc(Number(version)) : undefined;
  if (number === undefined) {
    throw new AppError("invalid_input", "API version must be a number");
  }
  if (number !== API_VERSION) {
    const shown = String(version).trim().slice(0, 20);
    throw new RequestError(
      "invalid_input",
      `Client API version (${shown}) does not match server (${API_VERSION})`,
    );
  }
}
