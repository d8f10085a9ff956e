import { AppError } from "@/lib/platform/errors";

/** Greatest job id that is stored: a signed 64-bit integer. */
export const MAX_JOB_ID = 2n ** 63n - 1n;

/** Longest job id text; array expressions such as `1007_[1-5,9]` can be long. */
const MAX_TEXT_LENGTH = 1_000;

/**
 * Base id of a job: an integer as it is, of a text the leading digits (`1007_[1-5]` is 1007).
 * Throws `invalid_input` for anything else and for ids beyond 64 bits.
 */
export function parseJobId(raw: unknown): bigint {
  const id = readId(raw);
  if (id === undefined) {
    const shown = String(typeof raw === "object" ? JSON.stringify(raw) : raw).slice(0, 64);
    throw new AppError("invalid_input", `Could not parse job ID ('${shown}') to extract base ID`);
  }
  if (id > MAX_JOB_ID) {
    throw new AppError("invalid_input", `Job ID is greater than ${MAX_JOB_ID}`);
  }
  return id;
}

function readId(raw: unknown): bigint | undefined {
  if (typeof raw === "bigint") return raw >= 0n ? raw : undefined;
  if (typeof raw === "number") {
    // Greater ones arrive as bigint; what is left here has lost digits, such as 1e18.
    return Number.isSafeInteger(raw) && raw >= 0 ? BigInt(raw) : undefined;
  }
  if (typeof raw !== "string" || raw.length > MAX_TEXT_LENGTH) return undefined;
  const digits = /^\d+/.exec(raw)?.[0];
  return digits === undefined ? undefined : BigInt(digits);
}

/** A job id as JSON: a number where a double holds it, else an exact integer. */
export function printJobId(id: string): number | bigint {
  const exact = BigInt(id);
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : exact;
}
