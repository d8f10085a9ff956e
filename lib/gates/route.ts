import "server-only";
import { AppError } from "@/lib/platform/errors";
import { newRef, type WideEvent, withWideEvent } from "@/lib/platform/log";
import { type Method, methods } from "./contract";
import { knownError, problemResponse } from "./problem";

/** Header with the reference under which the log knows the request. */
const REF_HEADER = "X-Request-Ref";

export interface RouteCall<Params> {
  request: Request;
  params: Params;
  ref: string;
  /** Facts for the log's one line about this request. */
  event: WideEvent;
}

export type Handler = (
  request: Request,
  context: { params: Promise<unknown> },
) => Promise<Response>;

/**
 * A route handler: one reference, one wide event, and whatever is thrown becomes an answer through
 * `toFailure` (problem JSON unless the door speaks another protocol).
 */
export function route<Params>(
  name: string,
  handle: (call: RouteCall<Params>) => Promise<Response>,
  toFailure: (error: unknown, ref: string) => Response = problemResponse,
): Handler {
  return async (request, context) => {
    const ref = newRef();
    const event: WideEvent = { kind: "request", name, ref };
    // Next gives the parts that the folders name; nothing on a route without any.
    const params = ((await context.params) ?? {}) as Params;
    const response = await withWideEvent(event, () =>
      handle({ request, params, ref, event }).catch((error: unknown) => {
        // Named here, so that a database out of reach is logged as such and not as a defect.
        throw knownError(error) ?? error;
      }),
    ).catch((error: unknown) => toFailure(error, ref));
    response.headers.set(REF_HEADER, ref);
    return response;
  };
}

/** What Next asks a route for. */
export type MethodHandlers = Record<Method | "HEAD" | "OPTIONS", Handler>;

/**
 * All methods of a path: those that it has, and for the others the answer of `refuse`, which gets
 * their names. Where HEAD is not exported, Next answers it by GET.
 */
export function methodsOf(
  has: Partial<MethodHandlers>,
  refuse: (allow: readonly string[]) => Handler = (allow) => methodNotAllowed(allow),
): MethodHandlers {
  const other = refuse(methods.filter((method) => has[method]));
  const { GET = other, POST = other, PUT = other, PATCH = other, DELETE = other } = has;
  const { HEAD = other, OPTIONS = other } = has;
  return { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE };
}

/** Answers a method that a path does not have. */
export function methodNotAllowed(
  allow: readonly string[],
  toFailure: (error: unknown, ref: string) => Response = problemResponse,
): Handler {
  const allowed = allow.join(", ");
  const respond = route<unknown>(
    "method-not-allowed",
    async () => {
      throw new AppError("invalid_input", `This address only knows ${allowed}.`, { status: 405 });
    },
    toFailure,
  );
  return async (request, context) => {
    const response = await respond(request, context);
    response.headers.set("Allow", allowed);
    return response;
  };
}
