import { parentPort } from "node:worker_threads";
import type { ScanSpec, VaultFile } from "../scan-result";
import { ScanUnreadable } from "../unreadable";
import { runScan } from "./run-scan";
import type { FromThread, ToThread } from "./thread-messages";

/** The thread of the scan reader: one scan after the other, each by the messages of the reader. */

const port = parentPort;
if (!port) throw new Error("this file is the entry of a thread");

/** One scan. What is still sent for it after its end, the file being no good, goes unheard. */
class Session {
  readonly #inbox: ToThread[] = [];
  #isOver = false;
  #wake: (() => void) | undefined;
  #stored: (() => void) | undefined;

  hear(message: ToThread): void {
    if (this.#isOver) return;
    if (message.kind === "stored") this.#stored?.();
    else this.#inbox.push(message);
    this.#wake?.();
  }

  async run(spec: ScanSpec): Promise<void> {
    let last: FromThread | undefined;
    try {
      await runScan(spec, this.#chunks(), {
        say: (message) => this.#say(message),
        storeVaultFiles: (files) => this.#store(files),
      });
    } catch (error) {
      last =
        error instanceof ScanUnreadable
          ? { kind: "unreadable", reason: error.reason, message: error.message }
          : { kind: "failed", error };
    }
    if (last) this.#say(last);
    this.#isOver = true;
    this.#wake?.();
  }

  #say(message: FromThread): void {
    if (!this.#isOver) port?.postMessage(message);
  }

  #store(files: VaultFile[]): Promise<void> {
    return new Promise((resolve) => {
      this.#stored = resolve;
      this.#say({ kind: "vault-files", files });
    });
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const message = await this.#next();
      if (message?.kind !== "chunk") return;
      const { byteLength } = message.bytes;
      yield Buffer.from(message.bytes);
      this.#say({ kind: "taken", bytes: byteLength });
    }
  }

  /** Undefined: the scan is over. */
  async #next(): Promise<ToThread | undefined> {
    while (!this.#isOver) {
      const message = this.#inbox.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return undefined;
  }
}

let session: Session | undefined;

port.on("message", (message: ToThread) => {
  if (message.kind === "start") {
    session = new Session();
    void session.run(message.spec);
  } else {
    session?.hear(message);
  }
});
