import { systemActor } from "@/lib/auth/model";
import type { IngestReceipt } from "@/lib/dataspace/model";
import { AppError, asAppError } from "@/lib/platform/errors";
import { newRef } from "@/lib/platform/log";
import type { ScanProgress } from "@/lib/scan-reader/scan-reader";
import { splitScans } from "@/lib/storage/ingest/extracts/split-scans";
import { type ObjectStore, uploadDirectory } from "@/lib/storage/ingest/extracts/upload-directory";
import { findUnread, searchScans } from "@/lib/storage/ingest/scans/find-scans";
import { takeScanFile } from "@/lib/storage/ingest/scans/take-scan-file";
import { type Answer, asTable, type Noun, textValue, type Verb } from "./command";

const text = { type: "string" } as const;

/** What became of one volume. */
interface Outcome {
  volume: string | null;
  file: string | null;
  date: string | null;
  state: "stored" | "unchanged" | "failed";
  receipt?: IngestReceipt;
  error?: string;
}

const PERIOD_MS = 2_000;

/** Says on standard error how far a scan is, every two seconds. */
export function progressTeller(name: string): (progress: ScanProgress, fileBytes: bigint) => void {
  let toldAt = Date.now();
  return ({ readBytes, lines }, fileBytes) => {
    if (Date.now() - toldAt < PERIOD_MS) return;
    toldAt = Date.now();
    const percent = fileBytes === 0n ? 0 : Math.floor((readBytes * 100) / Number(fileBytes));
    console.error(`${name}: ${percent} %, ${lines} lines`);
  };
}

async function run(volume: string | undefined, isForced: boolean): Promise<Outcome[]> {
  const { found, failures } = await searchScans(volume);
  const outcomes: Outcome[] = failures.map((failure) => ({
    volume: failure.volume,
    file: null,
    date: null,
    state: "failed",
    error: failure.message,
  }));
  const unread = new Set(isForced ? found : await findUnread(found));
  for (const scan of found) {
    const facts = { volume: scan.volume, file: scan.path, date: scan.date };
    if (!unread.has(scan)) {
      console.error(`volume ${scan.volume} already has data for ${scan.date}`);
      outcomes.push({ ...facts, state: "unchanged" });
      continue;
    }
    outcomes.push({ ...facts, ...(await read(scan.path, scan.volume, isForced)) });
  }
  return outcomes;
}

async function read(
  path: string,
  volume: string,
  isForced: boolean,
): Promise<Pick<Outcome, "state" | "receipt" | "error">> {
  try {
    const onProgress = progressTeller(volume);
    const reading = { origin: "command", requestRef: newRef(), isForced, onProgress } as const;
    const { body } = await takeScanFile(systemActor, path, reading);
    const receipt = JSON.parse(body) as IngestReceipt;
    return { state: receipt.stored > 0 ? "stored" : "unchanged", receipt };
  } catch (error) {
    const known = asAppError(error);
    if (!known) throw error;
    return { state: "failed", error: known.message };
  }
}

function answer(outcomes: readonly Outcome[]): Answer {
  const rows = outcomes.map(({ volume, date, state, receipt, error }) => [
    volume,
    date,
    state,
    receipt?.received ?? null,
    error ?? "",
  ]);
  // One volume's failure stops no other, but a script has to notice it.
  if (outcomes.some(({ state }) => state === "failed")) process.exitCode = 1;
  return { value: outcomes, text: asTable(["VOLUME", "DATE", "STATE", "LINES", ""], rows) };
}

/** `s3://bucket/prefix`, with the address of a store that is not Amazon's. */
function readStore(place: string, region = "us-east-1", endpoint?: string): ObjectStore {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9.-]+)(?:\/(.*?))?\/*$/.exec(place) ?? [];
  if (bucket === undefined) {
    throw new AppError("invalid_input", "--upload: write the place as s3://bucket/prefix.");
  }
  return { bucket, prefix, region, ...(endpoint === undefined ? {} : { endpoint }) };
}

/** The sentence instead where the day has its extracts already. */
function splitOnce(...[output, options]: Parameters<typeof splitScans>) {
  return splitScans(output, options).catch((error: unknown) => {
    if (asAppError(error)?.code === "conflict") return String(asAppError(error)?.message);
    throw error;
  });
}

const splitVerb: Verb = {
  usage:
    "--output DIR [--volume NAME] [--upload s3://BUCKET/PREFIX [--region NAME] [--endpoint URL]]",
  options: { output: text, volume: text, upload: text, region: text, endpoint: text },
  async run({ values }) {
    const output = textValue(values.output);
    if (output === undefined) throw new AppError("invalid_input", "--output: This is missing.");
    const [place, region, endpoint] = [values.upload, values.region, values.endpoint].map(
      textValue,
    );
    const store = place === undefined ? undefined : readStore(place, region, endpoint);
    const tell = new Map<string, ReturnType<typeof progressTeller>>();
    const outcome = await splitOnce(output, {
      volume: textValue(values.volume),
      onProgress: ({ volume, bytes }, progress) => {
        const teller = tell.get(volume) ?? progressTeller(volume);
        tell.set(volume, teller);
        teller(progress, bytes);
      },
    });
    // As the scripts had it: a day that is done already is no failure.
    if (typeof outcome === "string") return { value: { message: outcome }, text: outcome };
    const uploaded = store ? await uploadDirectory(outcome.directory, store) : 0;
    if (outcome.failures.length > 0) process.exitCode = 1;
    const lines = [
      `${outcome.directory}: ${outcome.volumes.join(", ")}`,
      ...outcome.failures.map(({ message }) => message),
      ...(store ? [`${uploaded} files uploaded`] : []),
    ];
    return { value: { ...outcome, uploaded }, text: lines.join("\n") };
  },
};

export const scanCommands: Noun = {
  name: "scan",
  about: "finds and reads the newest scan file of each volume",
  verbs: {
    run: {
      usage: "[--volume NAME] [--force]",
      options: { volume: text, force: { type: "boolean" } },
      run: async ({ values }) => answer(await run(textValue(values.volume), values.force === true)),
    },
    split: splitVerb,
  },
};
