import { exportRecords } from "@/lib/accounting/queries/export-records";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { exportCases } from "@/lib/cases/queries/export-cases";
import { AppError } from "@/lib/platform/errors";
import { tabularFormats } from "@/lib/platform/tabular";
import { openStorageExport, openStorageReport } from "@/lib/storage/queries/export-open";
import { type StorageTable, storageTables } from "@/lib/storage/queries/export-scope";
import { type Noun, textValue, type Verb } from "./command";

const text = { type: "string" } as const;

/** An operator sees what an admin sees. */
const operator = viewerWithoutPerson("headroom", "Headroom", ["admin"]);

const filters = [
  "type",
  "cluster",
  "state",
  "resource",
  "claimant",
  "ticket",
  "when",
  "q",
] as const;

/** Lines of JSON as one JSON array. */
async function* asArray(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  let separator = "[";
  for await (const piece of lines) {
    const parts = (rest + piece).split("\n");
    rest = parts.pop() ?? "";
    const rows = parts.filter((part) => part !== "");
    if (rows.length === 0) continue;
    yield separator + rows.join(",");
    separator = ",";
  }
  yield separator === "[" ? "[]\n" : "]\n";
}

const storageFilters = ["volume", "date", "group"] as const;

function storageVerb(table: StorageTable): Verb {
  return {
    usage: "[--format csv|tsv|ndjson|report] [--volume NAME] [--date YYYY-MM-DD] [--group NAME]",
    options: { format: text, volume: text, date: text, group: text },
    async run({ values }) {
      const search = new URLSearchParams();
      for (const name of storageFilters) {
        const value = textValue(values[name]);
        if (value !== undefined) search.set(name, value);
      }
      const call = { viewer: operator, table, search, volume: null };
      const wanted = textValue(values.format) ?? "csv";
      if (wanted === "report" && !values.json) return openStorageReport(call);
      const format = values.json ? "ndjson" : tabularFormats.find((known) => known === wanted);
      if (!format) {
        const known = [...tabularFormats, "report"].join(", ");
        throw new AppError("invalid_input", `--format: choose one of ${known}.`);
      }
      const { pieces } = await openStorageExport(call, format);
      return { pieces: values.json ? asArray(pieces) : pieces };
    },
  };
}

/** Parameters by name; what a query gives several times as a list. */
function parametersOf(query: string): Record<string, string | string[]> {
  const search = new URLSearchParams(query);
  const names = [...new Set(search.keys())];
  return Object.fromEntries(names.map((name) => [name, search.getAll(name)]));
}

const records: Verb = {
  usage: "[--format csv|tsv|ndjson] [--group NAME] [--query TEXT, as GET /records takes it]",
  options: { format: text, group: text, query: text },
  async run({ values }) {
    const wanted = textValue(values.format) ?? "csv";
    const format = values.json ? "ndjson" : tabularFormats.find((known) => known === wanted);
    if (!format) {
      throw new AppError("invalid_input", `--format: choose one of ${tabularFormats.join(", ")}.`);
    }
    const group = textValue(values.group);
    // What counts for a group is what its PI sees.
    const viewer =
      group === undefined
        ? operator
        : { ...viewerWithoutPerson("headroom", "Headroom", ["pi"]), groups: [group] };
    const search = parametersOf(textValue(values.query) ?? "");
    const { pieces } = await exportRecords(viewer, null, search, format);
    return { pieces: values.json ? asArray(pieces) : pieces };
  },
};

/** `export TABLE`: the rows that the screen and `/api/export` show, to standard output. */
export const exportCommands: Noun = {
  name: "export",
  about: "writes a table to standard output",
  verbs: {
    cases: {
      usage:
        "[--format csv|tsv|ndjson] [--type bursts|oldjobs] [--when current|archive|all] " +
        "[--cluster ID] [--state …] [--resource …] [--claimant UID] [--ticket linked|none] [--q TEXT]",
      options: { format: text, ...Object.fromEntries(filters.map((name) => [name, text])) },
      async run({ values }) {
        const wanted = textValue(values.format) ?? "csv";
        const format = values.json ? "ndjson" : tabularFormats.find((known) => known === wanted);
        if (!format) {
          throw new AppError(
            "invalid_input",
            `--format: choose one of ${tabularFormats.join(", ")}.`,
          );
        }
        const given = filters.flatMap((name) => {
          const value = textValue(values[name]);
          return value === undefined ? [] : [[name, value] as const];
        });
        const search = Promise.resolve(Object.fromEntries(given));
        const { pieces } = await exportCases(operator, search, format);
        return { pieces: values.json ? asArray(pieces) : pieces };
      },
    },
    records,
    ...Object.fromEntries(storageTables.map((table) => [table, storageVerb(table)])),
  },
};
