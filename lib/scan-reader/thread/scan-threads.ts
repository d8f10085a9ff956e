import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import type { ScanListener, ScanProgress, ScanResult, ScanSpec } from "../scan-result";
import { ScanUnreadable } from "../unreadable";
import type { FromThread, ResultLists, ToThread } from "./thread-messages";

/** Threads that read scans: started by path, since a bundle has no file to start them from. */

/** Compressed bytes that wait in a thread before its source has to. */
const MAX_UNREAD_BYTES = 2_097_152;
/** Small pieces are sent together. */
const PIECE_BYTES = 262_144;
/** A thread without work is kept so long, as starting one takes a quarter of a second. */
const IDLE_MS = 30_000;

/** The file that a thread runs, and the flags of node that it needs. */
export interface ThreadEntry {
  file: string;
  execArgv: string[];
}

const fromSources: ThreadEntry = {
  file: join(process.cwd(), "lib/scan-reader/thread/scan-thread.ts"),
  execArgv: ["--import", "tsx"],
};

const MAX_IDLE = 2;

/** A thread and who listens to it at the moment. */
interface Reader {
  worker: Worker;
  hear: (message: FromThread) => void;
  /** It ended, by itself or by a failure. */
  fail: (error: Error) => void;
  timer?: NodeJS.Timeout;
}

/** Threads without work. */
const idle: Reader[] = [];

function startReader({ file, execArgv }: ThreadEntry): Reader {
  // Asked for at run time: bundlers follow every other way of naming a thread's file.
  const threads = process.getBuiltinModule("node:worker_threads");
  const worker = new threads.Worker(file, { execArgv, name: "scan reader" });
  const reader: Reader = { worker, hear: () => {}, fail: () => {} };
  worker.on("message", (message: FromThread) => reader.hear(message));
  worker.on("error", (error: Error) => reader.fail(error));
  worker.on("exit", (status) => {
    reader.fail(new Error(`the thread of the scan reader ended with status ${status}`));
  });
  return reader;
}

function takeReader(entry: ThreadEntry): Reader {
  const reader = idle.pop() ?? startReader(entry);
  clearTimeout(reader.timer);
  reader.worker.ref();
  return reader;
}

/** Keeps a thread for the next scan for a while; it holds nobody up meanwhile. */
function putBack(reader: Reader): void {
  const leave = () => {
    const at = idle.indexOf(reader);
    if (at >= 0) idle.splice(at, 1);
    clearTimeout(reader.timer);
    void reader.worker.terminate();
  };
  reader.hear = () => {};
  reader.fail = leave;
  if (idle.length >= MAX_IDLE) {
    leave();
    return;
  }
  reader.timer = setTimeout(leave, IDLE_MS);
  reader.timer.unref();
  reader.worker.unref();
  idle.push(reader);
}

/** One scan on a thread. */
class ScanThread {
  readonly result: Promise<ScanResult>;
  readonly #reader: Reader;
  readonly #listener: ScanListener;
  readonly #lists: ResultLists = {
    groups: [],
    volumeGroups: [],
    directories: [],
    users: [],
    vaultSources: [],
  };
  #settle!: { resolve(result: ScanResult): void; reject(error: unknown): void };
  #unread = 0;
  #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #filled = 0;
  /** The thread has ended its work and can be given another scan. */
  #isDone = false;
  #wake: (() => void) | undefined;
  #storing: Promise<void> | undefined;

  constructor(reader: Reader, spec: ScanSpec, listener: ScanListener) {
    this.#reader = reader;
    this.#listener = listener;
    this.result = new Promise<ScanResult>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.result.catch(() => {});
    reader.hear = (message) => this.#hear(message);
    reader.fail = (error) => this.#settle.reject(error);
    this.#tell({ kind: "start", spec });
  }

  /** Hands bytes over; settles when there is room for more. The bytes are copied. */
  async write(bytes: Buffer): Promise<void> {
    let from = 0;
    while (from < bytes.length) {
      const size = Math.min(bytes.length - from, PIECE_BYTES - this.#filled);
      bytes.copy(this.#piece, this.#filled, from, from + size);
      this.#filled += size;
      from += size;
      // A thread that waits gets what there is.
      if (this.#filled === PIECE_BYTES || this.#unread === 0) this.#send();
      if (this.#unread >= MAX_UNREAD_BYTES) await this.#room();
    }
  }

  end(): void {
    this.#send();
    this.#tell({ kind: "end" });
  }

  /** To be called once, whatever happened; settles when the listener stores nothing any more. */
  async release(): Promise<void> {
    const reader = this.#reader;
    if (this.#isDone) {
      putBack(reader);
    } else {
      reader.hear = () => {};
      reader.fail = () => {};
      void reader.worker.terminate();
    }
    await this.#storing;
  }

  #send(): void {
    if (this.#filled === 0) return;
    const isFull = this.#filled === PIECE_BYTES;
    const bytes = isFull ? this.#piece.buffer : this.#piece.buffer.slice(0, this.#filled);
    if (isFull) this.#piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#unread += this.#filled;
    this.#filled = 0;
    this.#reader.worker.postMessage({ kind: "chunk", bytes } satisfies ToThread, [bytes]);
  }

  /** Settles when the thread took something in, or will not any more. */
  #room(): Promise<unknown> {
    const taken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return Promise.race([taken, this.result]);
  }

  #tell(message: ToThread): void {
    this.#reader.worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case "taken":
        this.#unread -= message.bytes;
        if (this.#unread === 0) this.#send();
        this.#wake?.();
        break;
      case "progress":
        this.#tellProgress(message.progress);
        break;
      case "vault-files":
        this.#storing = this.#store(message.files);
        break;
      case "rows":
        this.#keep(message.rows);
        break;
      case "result":
        this.#isDone = true;
        this.#settle.resolve({ ...message.result, ...this.#lists });
        break;
      case "unreadable":
        this.#isDone = true;
        this.#settle.reject(new ScanUnreadable(message.reason, message.message));
        break;
      case "failed":
        this.#settle.reject(message.error);
        break;
    }
  }

  async #store(files: Parameters<NonNullable<ScanListener["onVaultFiles"]>>[0]): Promise<void> {
    try {
      await this.#listener.onVaultFiles?.(files);
      this.#tell({ kind: "stored" });
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  #tellProgress(progress: ScanProgress): void {
    try {
      this.#listener.onProgress?.(progress);
    } catch (error) {
      this.#settle.reject(error);
    }
  }

  #keep(rows: Partial<ResultLists>): void {
    for (const [name, more] of Object.entries(rows) as [keyof ResultLists, unknown[]][]) {
      (this.#lists[name] as unknown[]).push(...more);
    }
  }
}

/** A thread that reads the scan `spec` tells of; one without work, or a new one. */
export function takeThread(
  spec: ScanSpec,
  listener: ScanListener,
  entry: ThreadEntry = fromSources,
): ScanThread {
  return new ScanThread(takeReader(entry), spec, listener);
}
