import { gunzipSync } from "node:zlib";
import { systemActor } from "@/lib/auth/model";
import { readDumps } from "@/lib/directory/ingest/read-dumps";
import { syncDirectory } from "@/lib/directory/ingest/sync-ldap";
import type { DirectoryReceipt, RowCounts, RowVerdict } from "@/lib/directory/model";
import { loadDirectory } from "@/lib/directory/mutations/load";
import { type Found, requireShare } from "@/lib/directory/mutations/share";
import { AppError } from "@/lib/platform/errors";
import { parseExactJson } from "@/lib/platform/exact-json";
import { type Answer, type Noun, readInputFile, textValue, type Verb } from "./command";

async function readText(path: string): Promise<string> {
  const bytes = await readInputFile(path);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : bytes).toString("utf8");
}

async function readJson(path: string): Promise<unknown> {
  const content = await readText(path);
  try {
    return parseExactJson(content);
  } catch (cause) {
    throw new AppError("invalid_input", `${path} is not JSON.`, { cause });
  }
}

async function readBody(file: string | undefined, passwd?: string, group?: string) {
  const hasDumps = passwd !== undefined || group !== undefined;
  if (file !== undefined && !hasDumps) return readJson(file);
  if (file === undefined && hasDumps) {
    return readDumps({
      passwd: passwd && (await readText(passwd)),
      group: group && (await readText(group)),
    });
  }
  throw new AppError("invalid_input", "Name either FILE or the dumps, --passwd and --group.");
}

function countLine(noun: string, counts: RowCounts): string {
  const { created, updated, unchanged, gone, rejected } = counts;
  const changes = `${created} created, ${updated} updated, ${unchanged} unchanged`;
  return `${noun}: ${changes}, ${gone} gone, ${rejected} rejected`;
}

const verdictLine = ({ list, line, reason }: RowVerdict) => `  ${list} ${line}: ${reason}`;

function asAnswer(receipt: DirectoryReceipt): Answer {
  const text = [
    countLine("people", receipt.people),
    countLine("groups", receipt.groups),
    ...receipt.rejected.map(verdictLine),
    ...receipt.warnings.map(verdictLine),
  ].join("\n");
  return { value: receipt, text };
}

const text = { type: "string" } as const;

const remedy = { source: "This directory", remedy: "use --force" };

/** How many rows the lists have; what is no list is judged by the load. */
function rowsOf(body: unknown): Found {
  const lists = new Map(Object.entries(typeof body === "object" && body !== null ? body : {}));
  const count = (list: unknown) => (Array.isArray(list) ? list.length : undefined);
  return { people: count(lists.get("people")), groups: count(lists.get("groups")) };
}

/** The body of the feed `directory` from a file; `ingest directory` is the same. */
export const loadVerb: Verb = {
  usage: "FILE | --passwd FILE --group FILE [--force]",
  options: { passwd: text, group: text, force: { type: "boolean" } },
  optionalPositionals: ["FILE"],
  async run({ values, positionals: [path] }) {
    const body = await readBody(path, textValue(values.passwd), textValue(values.group));
    if (values.force !== true) await requireShare(rowsOf(body), remedy);
    return asAnswer(await loadDirectory(systemActor, body));
  },
};

const flag = { type: "boolean" } as const;

export const directoryCommands: Noun = {
  name: "directory",
  about: "people, groups and PIs as the site's directory has them",
  verbs: {
    load: loadVerb,
    sync: {
      usage: "[--dry-run] [--force]",
      options: { "dry-run": flag, force: flag },
      async run({ values }) {
        const isDryRun = values["dry-run"] === true;
        const wish = { isDryRun, isForced: values.force === true };
        const answer = asAnswer(await syncDirectory(systemActor, wish));
        return isDryRun ? { ...answer, hint: "nothing was stored (--dry-run)" } : answer;
      },
    },
  },
};
