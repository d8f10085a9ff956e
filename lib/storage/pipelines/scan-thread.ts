import { parentPort } from "node:worker_threads";
import { ScanUnreadable } from "../scan-file/unreadable";
import { runScan } from "./run-scan";
import type { FromThread, ToThread } from "./thread-messages";

/** The thread of the scan reader: one scan after the other, each by the messages of the reader. */

const port = parentPort;
if (!port) throw new Error("this file is the entry of a thread");
const say = (message: FromThread) => port.postMessage(message);

/** What the reader said and nobody has heard yet. */
const inbox: ToThread[] = [];
let wake: (() => void) | undefined;

port.on("message", (message: ToThread) => {
  if (message.kind === "stored") {
    stored?.();
    return;
  }
  inbox.push(message);
  wake?.();
});

let stored: (() => void) | undefined;

async function next(): Promise<ToThread> {
  for (;;) {
    const message = inbox.shift();
    if (message) return message;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
    wake = undefined;
  }
}

async function* chunks(): AsyncGenerator<Buffer> {
  for (;;) {
    const message = await next();
    if (message.kind === "end") return;
    if (message.kind !== "chunk") throw new Error("a chunk was expected");
    const { byteLength } = message.bytes;
    yield Buffer.from(message.bytes);
    say({ kind: "taken", bytes: byteLength });
  }
}

async function serve(): Promise<void> {
  for (;;) {
    const message = await next();
    if (message.kind !== "start") continue;
    try {
      await runScan(message.spec, chunks(), {
        say,
        storeVaultFiles: (files) =>
          new Promise<void>((resolve) => {
            stored = resolve;
            say({ kind: "vault-files", files });
          }),
      });
    } catch (error) {
      if (error instanceof ScanUnreadable) {
        say({ kind: "unreadable", reason: error.reason, message: error.message });
      } else {
        say({ kind: "failed", error });
      }
      // What is left of this file must not become part of the next one.
      return;
    }
  }
}

await serve();
port.close();
