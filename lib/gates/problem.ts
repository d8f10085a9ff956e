import { AppError, asAppError, errorTable } from "@/lib/platform/errors";

/** Codes of Prisma, its driver and PostgreSQL that mean: the database cannot be reached now. */
const unreachable = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "P2037",
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P02",
  "57P03",
  "53300",
]);

const lostConnection =
  /timeout exceeded when trying to connect|connection terminated|can't reach database server/i;

interface DriverError {
  code?: unknown;
  message?: unknown;
  cause?: { kind?: unknown; code?: unknown };
  meta?: { driverAdapterError?: { cause?: { kind?: unknown; code?: unknown } } };
}

function isUnreachable(error: DriverError): boolean {
  const causes = [error.cause, error.meta?.driverAdapterError?.cause];
  const codes = [error.code, ...causes.flatMap((cause) => [cause?.kind, cause?.code])];
  return (
    codes.some((code) => unreachable.has(String(code))) ||
    lostConnection.test(String(error.message))
  );
}

/**
 * `error` as one whose message may leave the house, or undefined. A database out of reach becomes
 * `unavailable`, so that machines try again later.
 */
export function knownError(error: unknown): AppError | undefined {
  const known = asAppError(error);
  if (known) return known;
  if (typeof error !== "object" || error === null || !isUnreachable(error)) return undefined;
  return new AppError("unavailable", "The database cannot be reached now. Please try again.", {
    cause: error,
  });
}

/** The answer of our own routes to a failure: `application/problem+json`. */
export function problemResponse(error: unknown, ref: string): Response {
  const known = knownError(error);
  const code = known?.code ?? "internal";
  const body = {
    code,
    title: errorTable[code].title,
    detail: known?.message ?? `${errorTable.internal.title}. Quote the reference ${ref}.`,
    ref,
    ...(known?.fields ? { fields: known.fields } : {}),
    ...known?.details,
  };
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  const status = known?.status ?? errorTable.internal.status;
  if (status === 401) headers.set("WWW-Authenticate", "Bearer");
  if (status === 503) headers.set("Retry-After", "5");
  return new Response(JSON.stringify(body), { status, headers });
}
