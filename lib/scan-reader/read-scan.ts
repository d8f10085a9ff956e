import type { Readable } from "node:stream";
import type { ScanListener, ScanResult, ScanSpec } from "./scan-result";
import { type ThreadEntry, takeThread } from "./thread/scan-threads";

/**
 * Reads a scan file (gzip, any number of members) once, on a thread of its own, and gives the totals
 * of every pipeline. Memory does not grow with the length of the file: the source is read no faster
 * than its lines are counted and vault files are stored. The source is destroyed at the end. Throws
 * ScanUnreadable for a file that cannot be used as a whole, what the listener or the source throws,
 * and the signal's reason when it is aborted. `entry`: the
 * thread's file where it is not the source beside this one.
 */
export async function readScan(
  source: Readable,
  spec: ScanSpec,
  listener: ScanListener = {},
  signal?: AbortSignal,
  entry?: ThreadEntry,
): Promise<ScanResult> {
  try {
    signal?.throwIfAborted();
    const thread = takeThread(spec, listener, entry);
    // A failure of the thread ends the reading of the source, and one of the source the thread.
    const over = new AbortController();
    const stop = () => over.abort(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([feed(source, thread, over.signal), aborted(over.signal)]);
    } finally {
      signal?.removeEventListener("abort", stop);
      over.abort();
      await thread.release();
    }
  } finally {
    source.on("error", () => {}).destroy();
  }
}

type Thread = ReturnType<typeof takeThread>;

async function feed(source: Readable, thread: Thread, signal: AbortSignal): Promise<ScanResult> {
  const sending = send(source, thread, signal);
  // The thread may know before the end of the source that the file is no good.
  const [result] = await Promise.all([thread.result, Promise.race([sending, thread.result])]);
  return result;
}

async function send(source: Readable, thread: Thread, signal: AbortSignal): Promise<void> {
  for await (const chunk of source) {
    if (signal.aborted) return;
    await thread.write(chunk as Buffer);
  }
  if (!signal.aborted) thread.end();
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
