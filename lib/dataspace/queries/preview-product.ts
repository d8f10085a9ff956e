import "server-only";
import { Readable } from "node:stream";
import { constants, createInflate } from "node:zlib";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { requireRead } from "./access";
import { indentJson } from "./indent-json";

/** Bytes of a value that are read from the database and unpacked, whatever its size. */
const MAX_STORED_BYTES = 256 * 1024;
const MAX_RAW_BYTES = 64 * 1024;
/** Lines that are shown. */
const MAX_LINES = 400;

const beginning = z.object({
  encoding: z.string(),
  rawSize: z.int(),
  bytes: z.instanceof(Uint8Array),
});

export interface ProductPreview {
  key: string;
  /** The beginning of the value, over several lines; null for what is no JSON text. */
  text: string | null;
  /** There is more of it than is shown. */
  isCut: boolean;
}

/**
 * The beginning of a product's value, never more than 400 lines of 64 KiB. Expired values are
 * shown like any other: the page says how old they are. Throws `not_found`.
 */
export async function previewProduct(
  actor: Actor,
  name: { feed: string; number: number; key: string },
): Promise<ProductPreview> {
  requireRead(actor);
  const { feed, number, key } = name;
  const [found] = await ask(beginning)`
    select b.encoding, b.raw_size as "rawSize",
      substring(b.bytes from 1 for ${MAX_STORED_BYTES}::int) as bytes
    from generations g join task_managers t on t.sequence_id = g.sequence_id
    join data_products p on p.generation_id = g.id and p.key = ${key}
    join product_blobs b on b.hash = p.blob_hash
    where t.feed_name = ${feed} and g.number = ${number} and g.state = 'CLOSED'
    order by g.sequence_id desc limit 1`;
  if (!found) throw new AppError("not_found", `${feed} has no ${key} in generation ${number}.`);
  const { encoding, rawSize, bytes } = found;
  if (encoding !== "json" && encoding !== "json+zlib") return { key, text: null, isCut: false };
  const raw = encoding === "json" ? bytes.subarray(0, MAX_RAW_BYTES) : await unzipBeginning(bytes);
  // The text may end within a character; what is begun is left out.
  const text = new TextDecoder().decode(raw, { stream: true });
  const indented = indentJson(text, MAX_LINES);
  return { key, text: indented.text, isCut: indented.isCut || raw.length < rawSize };
}

// SECURITY: stops after 64 KiB, since a few packed bytes may stand for a thousand times as many.
async function unzipBeginning(bytes: Uint8Array): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The packed bytes may be cut too, so their end is not an error.
  const inflate = createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  const stream = Readable.from([Buffer.from(bytes)]).pipe(inflate);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_RAW_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_RAW_BYTES);
}
