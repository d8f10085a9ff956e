import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { recordDoor } from "@/lib/accounting/ingest/door";
import { getSender } from "@/lib/admin/queries/sender";
import { systemActor } from "@/lib/auth/model";
import { caseTypes } from "@/lib/cases/case-types/registry";
import { findCaseDoor } from "@/lib/cases/ingest/doors";
import { type FeedDoor, ReportRefused } from "@/lib/dataspace/model";
import { readMadeAt, readRows } from "@/lib/gates/ingest";
import { AppError } from "@/lib/platform/errors";
import { newRef } from "@/lib/platform/log";
import { asReceipt, type Noun, readInputFile, textValue, type Verb } from "./command";
import { loadVerb } from "./directory";
import { storageFeedVerbs } from "./storage-feeds";

const text = { type: "string" } as const;
const inflate = promisify(gunzip);

/** Bad rows named in the one line of an error; the feed's page has them all. */
const SHOWN_ROWS = 5;

async function readFeedFile(path: string, maxBytes: number): Promise<string> {
  const bytes = await readInputFile(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const content = isGzip ? await inflate(bytes, { maxOutputLength: maxBytes }) : bytes;
  if (content.length > maxBytes) {
    throw new AppError("too_large", `A report of this feed holds at most ${maxBytes} bytes.`);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(content);
}

/** The gate's refusal with the rows that caused it. */
function explained(error: unknown): unknown {
  if (!(error instanceof ReportRefused)) return error;
  const rows = error.badRows
    .slice(0, SHOWN_ROWS)
    .map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = error.badRows.length > SHOWN_ROWS ? "; …" : "";
  return new AppError("invalid_input", `${error.message} ${rows.join("; ")}${more}`);
}

function feedVerb(door: FeedDoor): Verb {
  return {
    usage: "FILE [--component ID | --cluster ID] [--madeAt UNIX-SECONDS]",
    options: { component: text, cluster: text, madeAt: text },
    positionals: ["FILE"],
    async run({ values, positionals: [path = ""] }) {
      const actor = await getSender(systemActor, door.permission, {
        componentId: textValue(values.component),
        clusterId: textValue(values.cluster),
      });
      const madeAt = textValue(values.madeAt);
      const form = /\.(ndjson|jsonl)(\.gz)?$/.test(path) ? "lines" : "json";
      const rows = readRows(await readFeedFile(path, door.maxBytes), form, door);
      const batch = { rows, requestRef: newRef(), madeAt: madeAt ? readMadeAt(madeAt) : undefined };
      const { answer } = await door.store(actor, batch).catch((error: unknown) => {
        throw explained(error);
      });
      return asReceipt(JSON.parse(answer.body));
    },
  };
}

const doors = [...caseTypes.flatMap(({ name }) => findCaseDoor(name) ?? []), recordDoor];

/** `ingest FEED FILE`: what the uniform ingest route takes, from a file. */
export const ingestCommands: Noun = {
  name: "ingest",
  about: "takes a file as if a component had sent it",
  verbs: {
    ...Object.fromEntries(doors.map((door) => [door.name, feedVerb(door)])),
    directory: loadVerb,
    ...storageFeedVerbs,
  },
};
