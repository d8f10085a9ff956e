import "server-only";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { z } from "zod";
import { mayService } from "@/lib/auth/model";
import type { FileDelivery, FileDoor } from "@/lib/dataspace/model";
import { AppError } from "@/lib/platform/errors";
import { decodeUtf8, mediaType, readBody } from "./body";
import { readIdempotencyKey, storedResponse } from "./idempotency";
import type { IngestCall } from "./ingest";
import { choice, readQuery, text } from "./parameters";
import { refusalOf, refuseQuietly } from "./refusal";

/** Parameters of feeds that are files, as their doors read them. */
const fileParameters: Record<FileDoor["parameters"][number], z.ZodType<string | undefined>> = {
  volume: text(128).optional().describe("scan: the volume that was scanned."),
  date: z
    .string()
    .regex(/^\d{4}-?\d{2}-?\d{2}$/, "must be like 2026-11-20")
    .optional()
    .describe("scan, basedirs: the record date."),
  scanTime: moment().describe("scan: when the file was made, UNIX seconds."),
  filename: text().optional().describe("scan: tells volume and date where they are absent."),
  force: choice(["1", "true", "yes", "", "0", "false", "no"])
    .optional()
    .describe("scan: replaces what is stored of the date."),
  readAt: moment().describe("quotas: when they were read, UNIX seconds."),
};

function moment() {
  return z
    .string()
    .regex(
      /^(\d{1,11}|\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2}))$/,
      "must be a time in whole UNIX seconds",
    )
    .optional();
}

/** Every parameter that some file feed has; each takes its own. */
export const fileQuery = z.object(fileParameters);

/** Takes what a feed of files brings. A body of any size is taken as it comes. Refused ones are kept. */
export async function receiveFile(call: IngestCall, door: FileDoor): Promise<Response> {
  const { actor, request, ref, event } = call;
  event.permission = door.permission;
  if (!mayService(actor, door.permission)) {
    throw new AppError("forbidden", `A ${actor.service} may not send ${door.name}.`);
  }
  const search = new URL(request.url).searchParams;
  const feed = door.feedOf(actor, Object.fromEntries(search));
  event.feed = feed?.name;
  const body = new FileBody(request);
  try {
    const delivery = deliveryOf(request, door, search, ref, body);
    return storedResponse(await door.receive(actor, delivery));
  } catch (error) {
    await refuseQuietly(door.refuse, actor, refusalOf(error, ref, feed));
    throw error;
  } finally {
    // Not waited for: the answer goes out now.
    body.discard();
  }
}

function deliveryOf(
  request: Request,
  door: FileDoor,
  search: URLSearchParams,
  requestRef: string,
  body: FileBody,
): FileDelivery {
  const parameters = readParameters(search, door);
  const type = mediaType(request);
  if (!door.mediaTypes.includes(type)) {
    const known = door.mediaTypes.filter(Boolean).join(", ");
    throw new AppError("invalid_input", `Send one of ${known}.`, { status: 415 });
  }
  const key = request.headers.get("idempotency-key");
  // Before the first byte, not after the last one.
  readIdempotencyKey(key, []);
  if (key !== null) body.hash();
  const length = request.headers.get("content-length") ?? "";
  return {
    parameters,
    mediaType: type,
    requestRef,
    announcedBytes: /^\d{1,18}$/.test(length) ? BigInt(length) : null,
    open: () => body.open(),
    drain: () => body.drain(),
    readText: (maxBytes) => body.readText(maxBytes),
    key,
    idempotency: () => readIdempotencyKey(key, [...digestParts(parameters), body.digest()]),
    signal: hangUpSignal(request),
  };
}

/** Aborted, with a sentence for the ledger, when the sender hangs up. */
function hangUpSignal(request: Request): AbortSignal {
  const gone = new AbortController();
  const message = "The sender hung up before the body was complete.";
  const abort = () => gone.abort(new AppError("invalid_input", message));
  request.signal.addEventListener("abort", abort, { once: true });
  return gone.signal;
}

function readParameters(search: URLSearchParams, door: FileDoor): Record<string, string> {
  const own = door.parameters.map((name) => [name, fileParameters[name]]);
  readQuery(search, z.object(Object.fromEntries(own)));
  return Object.fromEntries(search);
}

function digestParts(parameters: Readonly<Record<string, string>>): string[] {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
}

/** Of a body that is streamed: what waits for its reader. */
const READ_AHEAD_BYTES = 1024 * 1024;

/** The bytes of a request, read once: streamed, whole, or to be dropped. */
class FileBody {
  readonly #request: Request;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #hash: ReturnType<typeof createHash> | undefined;
  #digest = "";
  #isWhole = false;

  constructor(request: Request) {
    this.#request = request;
  }

  /** Asks for the digest of what comes. */
  hash(): void {
    this.#hash = createHash("sha256");
  }

  /** SHA-256 of all that was read, hex; empty where nobody asked for it. */
  digest(): string {
    if (this.#hash && this.#digest === "") this.#digest = this.#hash.digest("hex");
    return this.#digest;
  }

  open(): Readable {
    // Not the stream itself: destroying that one would cut the connection before the answer is out.
    return Readable.from(this.#pieces(), { objectMode: false, highWaterMark: READ_AHEAD_BYTES });
  }

  async drain(): Promise<void> {
    while (await this.#read());
  }

  async readText(maxBytes: number): Promise<string> {
    this.#isWhole = true;
    const { sent, content } = await readBody(this.#request, maxBytes, maxBytes);
    this.#hash?.update(sent);
    return decodeUtf8(content);
  }

  /**
   * Reads and drops what still arrives: a client that hears only when all of it was sent would
   * otherwise wait for ever.
   */
  discard(): void {
    if (!this.#isWhole) void this.drain().catch(() => undefined);
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    for (let piece = await this.#read(); piece; piece = await this.#read()) yield piece;
  }

  async #read(): Promise<Uint8Array | undefined> {
    const { body } = this.#request;
    this.#reader ??= body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
    if (!this.#reader) return undefined;
    const { done, value } = await this.#reader.read().catch((cause: unknown) => {
      throw new AppError("invalid_input", "The body ended before it was complete.", { cause });
    });
    if (done) this.#isWhole = true;
    else this.#hash?.update(value);
    return value;
  }
}
