/** Codes that a caller can act on. Everything else is `internal`. */
export const errorCodes = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "invalid_input",
  "invalid_state",
  "conflict",
  "too_large",
  "rate_limited",
  "unavailable",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

interface ErrorFacts {
  status: number;
  level: "info" | "warn" | "error";
  title: string;
}

/** What each code means over HTTP, in the log and to a person. */
export const errorTable: Record<ErrorCode | "internal", ErrorFacts> = {
  unauthenticated: { status: 401, level: "info", title: "Please sign in" },
  forbidden: { status: 403, level: "warn", title: "You have no access to this" },
  not_found: { status: 404, level: "info", title: "This does not exist" },
  invalid_input: { status: 400, level: "info", title: "The input is not valid" },
  invalid_state: { status: 409, level: "info", title: "This is not possible in the current state" },
  conflict: { status: 409, level: "info", title: "Somebody else changed this" },
  too_large: { status: 413, level: "warn", title: "This is too large" },
  rate_limited: { status: 429, level: "warn", title: "Too many attempts" },
  unavailable: { status: 503, level: "error", title: "This is not available right now" },
  internal: { status: 500, level: "error", title: "Something went wrong" },
};

export interface AppErrorOptions {
  cause?: unknown;
  /** Messages by field name, for forms and `fields` of problem answers. */
  fields?: Record<string, string[]>;
  /** HTTP status where the code's own one does not fit, such as 415 or 422. */
  status?: number;
  /** Structured facts for the answer, such as what uses a record. */
  details?: Record<string, unknown>;
}

/** A failure whose message may be shown to the person or machine that caused it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: Record<string, string[]> | undefined;
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = options.fields;
    this.status = options.status ?? errorTable[code].status;
    this.details = options.details;
  }
}

/** `error` as an AppError, or undefined when nobody outside may see its message. */
export function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  // Two bundles of one module give two classes; the name and the code tell.
  const candidate = error as { name?: unknown; code?: unknown } | null;
  const isAlike =
    candidate?.name === "AppError" && errorCodes.includes(candidate.code as ErrorCode);
  return isAlike ? (error as AppError) : undefined;
}
