import { createHash } from "node:crypto";
import type { Delivered, IdempotencyKey } from "@/lib/dataspace/model";
import { AppError } from "@/lib/platform/errors";

/** Header of an answer that was given before. */
const REPLAYED_HEADER = "Idempotent-Replayed";

/** The key of a request, or undefined; throws `invalid_input` for one that cannot be stored. */
export function readIdempotencyKey(
  header: string | null,
  sent: readonly (string | Uint8Array)[],
): IdempotencyKey | undefined {
  if (header === null) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new AppError(
      "invalid_input",
      "Idempotency-Key must be 1 to 255 visible ASCII characters without blanks.",
    );
  }
  const digest = createHash("sha256");
  for (const part of sent) digest.update(part).update("\n");
  return { key: header, bodyDigest: digest.digest("hex") };
}

/** The answer of a room's store as a response. */
export function storedResponse(result: Delivered): Response {
  const headers = new Headers({ "Content-Type": "application/json" });
  if (result.isReplay) headers.set(REPLAYED_HEADER, "true");
  return new Response(result.answer.body, { status: result.answer.status, headers });
}
