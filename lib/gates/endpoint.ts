import "server-only";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { authenticateBearer } from "@/lib/auth/keys";
import { type ComponentActor, may, mayService, type Viewer } from "@/lib/auth/model";
import { findViewer } from "@/lib/auth/viewer";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { decodeUtf8, isJsonType, mediaType, readBody } from "./body";
import type { Access, Answer, CallerOf, Contract, Method, PermittedAccess } from "./contract";
import { check, readParts, readQuery } from "./parameters";
import { problemResponse } from "./problem";
import { type Handler, type MethodHandlers, methodsOf, type RouteCall, route } from "./route";

/** UNIT: bytes. Greatest body of a call; data comes in through the ingest routes. */
const MAX_BODY_BYTES = 256 * 1024;

type Caller = Viewer | ComponentActor;

const nothing = z.object({});
type Nothing = typeof nothing;

export interface EndpointCall<Who extends Access, Parts, Query, Body> extends RouteCall<Parts> {
  actor: CallerOf<Who>;
  query: Query;
  body: Body;
}

interface Declaration<
  Who extends Access,
  Parts extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
> {
  /** As in the log. */
  name: string;
  summary: string;
  access: Who;
  /** Parts of the path; an endpoint of several paths names those of all. */
  parts?: Parts;
  /** Every parameter that there is; any other one is refused. */
  query?: Query;
  /** Instead: shapes of which the handler picks one by the path, and reads it by `readQuery`. */
  queries?: readonly z.ZodObject[];
  headers?: Readonly<Record<string, string>>;
  /** JSON; an empty body counts as `{}`. */
  body?: Body;
  /** Instead: a body that the handler reads itself. */
  sends?: { schema: z.ZodType; types: readonly string[] };
  answers: Readonly<Record<number, Answer>>;
  /** Failures beside those that follow from the rest: 400, 401, 403, 405, 413, 415, 500, 503. */
  failures?: readonly number[];
  handle(
    call: EndpointCall<Who, z.output<Parts>, z.output<Query>, z.output<Body>>,
  ): Promise<Response>;
}

export interface Endpoint {
  toHandler(method: Method, path: string): ContractHandler;
}

/** A handler that carries what it promises. */
type ContractHandler = Handler & { contract: Contract };

/** One method of a path: its contract, and what it does with calls that keep to it. */
export function endpoint<
  const Who extends Access,
  Parts extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
>(declared: Declaration<Who, Parts, Query, Body>): Endpoint {
  const { name, access, parts, query, body, queries, handle } = declared;
  const respond = route<unknown>(name, async (call) => {
    const { request, event } = call;
    const actor = await authenticate(request, access);
    if (actor) event.actor = actor.kind === "person" ? actor.uid : actor.id;
    if (typeof access === "object") {
      event.permission = access.permission;
      requireAccess(actor, access);
    }
    const search = new URL(request.url).searchParams;
    return handle({
      ...call,
      actor: actor as CallerOf<Who>,
      params: readParts(call.params, parts ?? nothing) as z.output<Parts>,
      query: (queries ? {} : readQuery(search, query ?? nothing)) as z.output<Query>,
      body: (body && (await readJson(request, body))) as z.output<Body>,
    });
  });
  return {
    toHandler(method, path) {
      const contract = contractOf(method, path, declared);
      const handler: Handler = async (request, context) =>
        keepPromise(contract, await respond(request, context));
      return Object.assign(handler, { contract });
    },
  };
}

/** The handlers of a path: its endpoints, and 405 with `Allow` for all other methods. */
export function endpoints(
  path: string,
  declared: Partial<Record<Method, Endpoint>>,
): MethodHandlers {
  const entries = Object.entries(declared) as [Method, Endpoint][];
  const has = Object.fromEntries(entries.map(([name, one]) => [name, one.toHandler(name, path)]));
  const allow = [...Object.keys(has), ...("GET" in has ? ["HEAD"] : []), "OPTIONS"].join(", ");
  const tellMethods = async () => new Response(null, { status: 204, headers: { Allow: allow } });
  return methodsOf({ ...has, OPTIONS: tellMethods });
}

/** The contracts that a route's handlers carry. */
export function contractsOf(handlers: object): Contract[] {
  return Object.values(handlers).flatMap((handler: Partial<ContractHandler>) =>
    handler.contract ? [handler.contract] : [],
  );
}

async function authenticate(request: Request, access: Access): Promise<Caller | null> {
  if (access === "open") return null;
  const isMachine = access !== "session" && request.headers.has("authorization");
  if (isMachine || access === "bearer") return authenticateBearer(request);
  // SECURITY: a session's cookie is sent along by the browser, whoever made the request.
  const site = request.headers.get("sec-fetch-site") ?? "none";
  if (request.method !== "GET" && site !== "same-origin" && site !== "none") {
    throw new AppError("forbidden", "This request comes from another site.");
  }
  const viewer = await findViewer();
  if (viewer) return viewer;
  const how = access === "session" ? "Please sign in." : "Send a bearer token, or sign in.";
  throw new AppError("unauthenticated", how);
}

function requireAccess(actor: Caller | null, { permission, service }: PermittedAccess): void {
  if (actor?.kind === "component") {
    if (service && mayService(actor, service)) return;
    throw new AppError("forbidden", `A ${actor.service} may not do this.`);
  }
  if (actor && may(actor, permission)) return;
  throw new AppError("forbidden", "Your roles do not allow this.");
}

async function readJson<Shape extends z.ZodType>(
  request: Request,
  shape: Shape,
): Promise<z.output<Shape>> {
  const { content } = await readBody(request, MAX_BODY_BYTES);
  if (content.length === 0) return check(shape, {});
  if (!isJsonType(mediaType(request))) {
    throw new AppError("invalid_input", "Send application/json.", { status: 415 });
  }
  return check(shape, parse(decodeUtf8(content)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid JSON.", { cause });
  }
}

function contractOf(
  method: Method,
  path: string,
  declared: Omit<Declaration<Access, z.ZodObject, z.ZodObject, z.ZodType>, "handle">,
): Contract {
  const { name, summary, access, query, queries, headers, answers } = declared;
  const inPath = Object.entries(declared.parts?.shape ?? {}).filter(([part]) =>
    path.includes(`{${part}}`),
  );
  const body = declared.body ? { schema: declared.body, types: ["application/json"] } : undefined;
  const sent = declared.sends ?? body;
  const failures = [
    ...[400, 405, 500, 503],
    ...(access === "open" ? [] : [401, 403]),
    ...(sent ? [413, 415] : []),
    ...(declared.failures ?? []),
  ].filter((status) => !(status in answers));
  return {
    ...{ method, path, name, summary, access, answers, headers: headers ?? {} },
    ...{ parts: z.object(Object.fromEntries(inPath)), queries: queries ?? [query ?? nothing] },
    ...(sent ? { body: sent } : {}),
    failures: failures.toSorted((a, b) => a - b),
  };
}

/**
 * While we build and test: the answer, or a 500 in place of one that the contract does not promise.
 * In production a caller gets what there is.
 */
async function keepPromise(contract: Contract, response: Response): Promise<Response> {
  if (env().NODE_ENV === "production") return response;
  const broken = await findBreach(contract, response);
  if (broken === undefined) return response;
  const { method, path } = contract;
  return problemResponse(
    new AppError("invalid_state", broken, { status: 500 }),
    `${method} ${path}`,
  );
}

async function findBreach(
  { answers, failures }: Contract,
  response: Response,
): Promise<string | undefined> {
  const { status } = response;
  const answer = answers[status];
  if (!answer) {
    return failures.includes(status) ? undefined : `The contract promises no status ${status}.`;
  }
  if (!answer.schema || !isJsonType(mediaType(response))) return undefined;
  const body: unknown = await response.clone().json();
  const checked = answer.schema.safeParse(body);
  if (!checked.success) return `The answer is not as promised: ${checked.error.message}`;
  return isDeepStrictEqual(checked.data, body)
    ? undefined
    : "The answer holds more than the contract promises.";
}
