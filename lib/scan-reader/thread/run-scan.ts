import { LineSplitter } from "../extracts/split-lines";
import { gunzipped } from "../lines/gunzipped";
import { LineFeeder } from "../lines/line-feeder";
import { ScanPass } from "../pass/scan-pass";
import type { ScanResult, ScanSpec, VaultFile } from "../scan-result";
import type { FromThread, ResultLists } from "./thread-messages";

const VAULT_BATCH = 2_000;
const ROWS_PER_MESSAGE = 5_000;
const PROGRESS_MS = 250;

export interface ScanOutlet {
  say(message: FromThread): void;
  /** Reading waits until it settles. */
  storeVaultFiles(files: VaultFile[]): Promise<void>;
}

/** Reads a scan on this thread and tells the result in pieces. */
export async function runScan(
  spec: ScanSpec,
  source: AsyncIterable<Buffer>,
  outlet: ScanOutlet,
): Promise<void> {
  const splitter = spec.splitDirectory
    ? new LineSplitter(spec.splitDirectory, spec.volume, spec.splitGroups)
    : undefined;
  await splitter?.begin();
  const pass = new ScanPass(spec, splitter);
  const feeder = new LineFeeder(pass);
  const text = gunzipped(source);
  let heardAt = 0;
  let toldBytes = -1;
  const tell = () => {
    heardAt = Date.now();
    const { readBytes, textBytes } = text.counts;
    toldBytes = readBytes;
    const counted = { lines: pass.lineCount, badLines: pass.badLineCount };
    outlet.say({ kind: "progress", progress: { readBytes, textBytes, ...counted } });
  };
  // A sender that pauses must not leave what was read before it untold.
  const timer = setInterval(() => {
    if (text.counts.readBytes !== toldBytes) tell();
  }, PROGRESS_MS);
  try {
    for await (const chunk of text.chunks) {
      feeder.write(chunk);
      if (pass.vaults.waiting >= VAULT_BATCH) await outlet.storeVaultFiles(pass.vaults.takeBatch());
      if (splitter) await splitter.drain();
      if (Date.now() - heardAt >= PROGRESS_MS) tell();
    }
    feeder.end();
    const result = pass.finish(text.counts);
    if (pass.vaults.waiting > 0) await outlet.storeVaultFiles(pass.vaults.takeBatch());
    await splitter?.finish();
    tell();
    sayResult(result, outlet);
  } finally {
    clearInterval(timer);
    pass.vaults.close();
    await splitter?.settle();
  }
}

/** In pieces, so that nobody who hears them is held up for long. */
function sayResult(result: ScanResult, { say }: ScanOutlet): void {
  const { groups, volumeGroups, directories, users, vaultSources, ...rest } = result;
  const lists: ResultLists = { groups, volumeGroups, directories, users, vaultSources };
  for (const [name, rows] of Object.entries(lists) as [keyof ResultLists, unknown[]][]) {
    for (let at = 0; at < rows.length; at += ROWS_PER_MESSAGE) {
      say({ kind: "rows", rows: { [name]: rows.slice(at, at + ROWS_PER_MESSAGE) } });
    }
  }
  say({ kind: "result", result: rest });
}
