import "server-only";
import type { z } from "zod";
import { authenticateBearer } from "@/lib/auth/keys";
import {
  type Actor,
  may,
  mayService,
  type Permission,
  type ServicePermission,
} from "@/lib/auth/model";
import { findViewer } from "@/lib/auth/viewer";
import { AppError } from "@/lib/platform/errors";
import { decodeUtf8, isJsonType, mediaType, readBody } from "./body";
import { type RouteCall, route } from "./route";

/** UNIT: bytes. Greatest body of a call; data comes in through the ingest routes. */
const MAX_BODY_BYTES = 256 * 1024;

/** Greatest number of items of a page; more is lowered to it. */
const MAX_LIMIT = 1_000;

/** Who may call a route: people by permission, machines by what their service may. */
export interface ApiAccess {
  permission: Permission;
  /** Absent: no machine. */
  service?: ServicePermission;
}

export interface ApiCall<Params> extends RouteCall<Params> {
  actor: Actor;
  /** The query string; only the names that the route declared are in it. */
  query: URLSearchParams;
}

/**
 * A route of our own REST interface: a bearer token or the session of a person, permission,
 * declared parameters only.
 */
export function apiRoute<Params = Record<never, string>>(
  name: string,
  access: ApiAccess,
  parameters: readonly string[],
  handle: (call: ApiCall<Params>) => Promise<Response>,
) {
  return route<Params>(name, async (call) => {
    const { request, event } = call;
    event.permission = access.permission;
    const actor = await authenticate(request);
    event.actor = actor.kind === "person" ? actor.uid : actor.id;
    requireAccess(actor, access);
    const query = new URL(request.url).searchParams;
    const strange = [...query.keys()].find((key) => !parameters.includes(key));
    if (strange !== undefined) {
      throw new AppError("invalid_input", `There is no parameter ${strange.slice(0, 40)}.`);
    }
    return handle({ ...call, params: decodeParams(call.params), actor, query });
  });
}

async function authenticate(request: Request): Promise<Actor> {
  if (request.headers.has("authorization")) return authenticateBearer(request);
  // SECURITY: a session's cookie is sent along by the browser, whoever made the request.
  const site = request.headers.get("sec-fetch-site") ?? "none";
  if (request.method !== "GET" && site !== "same-origin" && site !== "none") {
    throw new AppError("forbidden", "This request comes from another site.");
  }
  const viewer = await findViewer();
  if (!viewer) throw new AppError("unauthenticated", "Send a bearer token, or sign in.");
  return viewer;
}

function requireAccess(actor: Actor, { permission, service }: ApiAccess): void {
  if (actor.kind !== "component") {
    if (may(actor, permission)) return;
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  if (service && mayService(actor, service)) return;
  throw new AppError("forbidden", `A ${actor.service} may not do this.`);
}

// Names of feeds hold colons and slashes, which arrive encoded. A path without parts has none.
function decodeParams<Params>(params: Params): Params {
  const entries = Object.entries((params ?? {}) as Record<string, string>);
  return Object.fromEntries(entries.map(([key, part]) => [key, decodePart(part)])) as Params;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * The body of a call, checked; an empty one counts as `{}`. Throws `invalid_input` (400, 415) and
 * `too_large` (413).
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { content } = await readBody(request, MAX_BODY_BYTES);
  if (content.length > 0 && !isJsonType(mediaType(request))) {
    throw new AppError("invalid_input", "Send application/json.", { status: 415 });
  }
  const checked = schema.safeParse(content.length === 0 ? {} : parse(decodeUtf8(content)));
  if (checked.success) return checked.data;
  const fields: Record<string, string[]> = {};
  for (const issue of checked.error.issues) {
    const where = issue.path.join(".") || "body";
    fields[where] = [...(fields[where] ?? []), issue.message];
  }
  const [first] = Object.entries(fields);
  throw new AppError("invalid_input", `${first?.[0]}: ${first?.[1].join(", ")}`, { fields });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid JSON.", { cause });
  }
}

/** Which page of a list. */
export interface PageQuery {
  /** 1 to 1,000. */
  limit: number;
  /** The last item of the page before, as the list names its items. */
  marker: string | undefined;
  isDesc: boolean;
}

/** Reads `limit`, `marker` and `sort_dir`; throws `invalid_input` for what they cannot be. */
export function readPage(query: URLSearchParams, defaultDir: "asc" | "desc"): PageQuery {
  const limitText = query.get("limit");
  const limit = limitText === null ? MAX_LIMIT : Number(limitText);
  if (limitText !== null && (!/^\d{1,9}$/.test(limitText) || limit < 1)) {
    throw new AppError("invalid_input", "limit must be a whole number, 1 or more.");
  }
  const dir = query.get("sort_dir") ?? defaultDir;
  if (dir !== "asc" && dir !== "desc") {
    throw new AppError("invalid_input", "sort_dir must be asc or desc.");
  }
  const marker = query.get("marker") ?? undefined;
  return { limit: Math.min(limit, MAX_LIMIT), marker, isDesc: dir === "desc" };
}

/**
 * Address of the next page, or undefined where this one is not full. The order and the limit are
 * repeated; `keep` names further parameters that are.
 */
export function nextPage(
  request: Request,
  page: PageQuery,
  last: { count: number; marker: string },
  keep: readonly string[] = [],
): string | undefined {
  if (last.count < page.limit) return undefined;
  const { pathname, searchParams } = new URL(request.url);
  const next = new URLSearchParams();
  for (const name of [...keep, "sort_dir", "limit"]) {
    const value = searchParams.get(name);
    if (value !== null) next.set(name, value);
  }
  next.set("limit", String(page.limit));
  next.set("marker", last.marker);
  return `${pathname}?${next}`;
}

/** Reads a flag: `true`, `1` or nothing after the name; throws `invalid_input` for other texts. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  if (text === null || text === "false" || text === "0") return false;
  if (text === "true" || text === "1" || text === "") return true;
  throw new AppError("invalid_input", `${name} must be true or false.`);
}

/** Reads an instant in whole UNIX seconds; throws `invalid_input` for anything else. */
export function readInstant(query: URLSearchParams, name: string): Date | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^\d{1,11}$/.test(text)) return new Date(Number(text) * 1000);
  throw new AppError("invalid_input", `${name} must be a time in whole UNIX seconds.`);
}
