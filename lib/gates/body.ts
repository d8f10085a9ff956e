import { promisify } from "node:util";
import { brotliDecompress, gunzip, zstdDecompress } from "node:zlib";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

const gzip = promisify(gunzip);

/** Ways to compress that we take, by the name a client gives; a body is compressed once. */
const inflaters = new Map<string, (sent: Uint8Array, limit: Limit) => Promise<Uint8Array>>([
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["br", promisify(brotliDecompress)],
  ["zstd", promisify(zstdDecompress)],
]);

interface Limit {
  maxOutputLength: number;
}

/** A body as it was sent and, where it was compressed, inflated. */
export interface Body {
  sent: Uint8Array;
  content: Uint8Array;
}

/**
 * Reads a body, compressed (gzip, br, zstd) or plain. Bytes are counted while they arrive and while they are inflated,
 * so neither a long body nor a bomb is ever held whole. Throws `too_large` (413), `invalid_input`
 * (400, or 415 for an encoding we do not know).
 */
export async function readBody(
  request: Request,
  maxInflatedBytes = env().HEADROOM_MAX_INFLATED_BYTES,
  maxSentBytes = env().HEADROOM_MAX_BODY_BYTES,
): Promise<Body> {
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  const isPlain = encoding === "identity" || encoding === "";
  const inflate = inflaters.get(encoding);
  if (!isPlain && !inflate) {
    throw new AppError("invalid_input", `Content-Encoding ${encoding.slice(0, 40)} is not known.`, {
      status: 415,
    });
  }
  const limit = isPlain ? Math.min(maxSentBytes, maxInflatedBytes) : maxSentBytes;
  const sent = await readSent(request, limit);
  return { sent, content: inflate ? await inflateBody(inflate, sent, maxInflatedBytes) : sent };
}

async function readSent(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return new Uint8Array();
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (true) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new AppError("invalid_input", "The body ended before it was complete.", { cause });
    });
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
}

async function inflateBody(
  inflate: (sent: Uint8Array, limit: Limit) => Promise<Uint8Array>,
  sent: Uint8Array,
  maxBytes: number,
): Promise<Uint8Array> {
  try {
    return await inflate(sent, { maxOutputLength: maxBytes });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new AppError("invalid_input", "The body cannot be decompressed.", { cause });
  }
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("too_large", `The body is larger than ${maxBytes} bytes.`);
}

/** The bytes as text; throws `invalid_input` where they are not UTF-8. A byte order mark goes. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid UTF-8.", { cause });
  }
}

/** Media type of a request or an answer in lower case without parameters, empty where it has none. */
export function mediaType(message: Request | Response): string {
  const [type = ""] = (message.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}

/** Whether a media type holds one JSON value. */
export function isJsonType(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(type);
}
