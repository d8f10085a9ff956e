import { systemActor } from "@/lib/auth/model";
import { decodeUtf8 } from "@/lib/gates/body";
import { AppError } from "@/lib/platform/errors";
import { newRef } from "@/lib/platform/log";
import { readScanName } from "@/lib/scan-reader/scan-reader";
import { loadBaseDirectories } from "@/lib/storage/ingest/base-directories/load-base-directories";
import { readQuotas } from "@/lib/storage/ingest/doors";
import { loadQuotas } from "@/lib/storage/ingest/quotas/load-quotas";
import { readInstant, requireDay } from "@/lib/storage/ingest/read-times";
import { takeScanFile } from "@/lib/storage/ingest/scans/take-scan-file";
import { asReceipt, readInputFile, textValue, type Verb } from "./command";
import { progressTeller } from "./scan";

const text = { type: "string" } as const;

const scanVerb: Verb = {
  usage: "FILE [--volume NAME] [--date YYYY-MM-DD] [--force]",
  options: { volume: text, date: text, force: { type: "boolean" } },
  positionals: ["FILE"],
  async run({ values, positionals: [path = ""] }) {
    const volume = textValue(values.volume);
    const name = volume ?? readScanName(path)?.volume;
    if (name === undefined) {
      throw new AppError("invalid_input", "--volume: the name of the file does not tell it.");
    }
    const { body } = await takeScanFile(systemActor, path, {
      volume,
      date: textValue(values.date),
      isForced: values.force === true,
      origin: "command",
      requestRef: newRef(),
      onProgress: progressTeller(name),
    });
    return asReceipt(JSON.parse(body));
  },
};

const baseDirectoryVerb: Verb = {
  usage: "FILE [--date YYYY-MM-DD]",
  options: { date: text },
  positionals: ["FILE"],
  async run({ values, positionals: [path = ""] }) {
    const date = textValue(values.date);
    const { answer } = await loadBaseDirectories(systemActor, {
      text: decodeUtf8(await readInputFile(path)),
      loadedOn: date === undefined ? undefined : requireDay(date),
      volume: null,
      requestRef: newRef(),
    });
    return asReceipt(JSON.parse(answer.body));
  },
};

const quotaVerb: Verb = {
  usage: "FILE [--readAt UNIX-SECONDS]",
  options: { readAt: text },
  positionals: ["FILE"],
  async run({ values, positionals: [path = ""] }) {
    const readAt = textValue(values.readAt);
    const { answer } = await loadQuotas(systemActor, {
      quotas: readQuotas(decodeUtf8(await readInputFile(path))),
      readAt: readAt === undefined ? undefined : readInstant(readAt),
      source: "csv",
      volume: null,
      requestRef: newRef(),
    });
    return asReceipt(JSON.parse(answer.body));
  },
};

/** The feeds of storage, whose files are no rows. */
export const storageFeedVerbs: Record<string, Verb> = {
  scan: scanVerb,
  basedirs: baseDirectoryVerb,
  quotas: quotaVerb,
};
