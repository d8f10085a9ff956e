import "server-only";
import { db, type Tx } from "@/lib/platform/db";

/** How long a scan with millions of vault entries, or the warnings of all volumes, may take. */
const TIMEOUT_MS = 30 * 60_000;

/** A transaction over as many rows as a whole site has. */
export function longTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 60_000, timeout: TIMEOUT_MS });
}
