import "server-only";
import { AppError } from "@/lib/platform/errors";
import { newRef, type WideEvent, withWideEvent } from "@/lib/platform/log";
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

type Handler<Params> = (
  request: Request,
  context: { params: Promise<Params> },
) => Promise<Response>;

/**
 * A route handler: one reference, one wide event, and whatever is thrown becomes an answer through
 * `toFailure` (problem JSON unless the door speaks another protocol).
 */
export function route<Params = Record<never, string>>(
  name: string,
  handle: (call: RouteCall<Params>) => Promise<Response>,
  toFailure: (error: unknown, ref: string) => Response = problemResponse,
): Handler<Params> {
  return async (request, context) => {
    const ref = newRef();
    const event: WideEvent = { kind: "request", name, ref };
    // Next resolves to nothing on a route without dynamic parts.
    const params = (await context.params) ?? ({} as Params);
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

/** Answers a method that a path does not have. */
export function methodNotAllowed(
  allow: readonly string[],
  toFailure: (error: unknown, ref: string) => Response = problemResponse,
): (request: Request) => Promise<Response> {
  const respond = route(
    "method-not-allowed",
    async () => {
      const allowed = allow.join(", ");
      throw new AppError("invalid_input", `This address only knows ${allowed}.`, { status: 405 });
    },
    toFailure,
  );
  return async (request) => {
    const response = await respond(request, { params: Promise.resolve({}) });
    response.headers.set("Allow", allow.join(", "));
    return response;
  };
}
