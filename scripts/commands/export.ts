import { viewerWithoutPerson } from "@/lib/auth/model";
import { exportTables } from "@/lib/gates/export-tables";
import { AppError } from "@/lib/platform/errors";
import { tabularFormats } from "@/lib/platform/tabular";
import { type Noun, textValue, type Verb } from "./command";

const text = { type: "string" } as const;

/** An operator sees what an admin sees. */
const operator = viewerWithoutPerson("headroom", "Headroom", ["admin"]);

/** What counts for a group is what its PI sees. */
const leader = (group: string) => ({
  ...viewerWithoutPerson("headroom", "Headroom", ["pi"]),
  groups: [group],
});

/** Options that are parameters of `/api/export/<table>`, by table. */
const filters: Readonly<Record<string, readonly string[]>> = {
  cases: ["type", "cluster", "state", "resource", "claimant", "ticket", "when", "q"],
  records: [],
};
const storageFilters = ["volume", "date", "group"];

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

function verbOf(name: string): Verb {
  const own = filters[name] ?? storageFilters;
  const isRecords = name === "records";
  const options = [...own, ...(isRecords ? ["group", "query"] : [])];
  const formats = [...tabularFormats, ...(exportTables.get(name)?.report ? ["report"] : [])];
  return {
    usage: [`[--format ${formats.join("|")}]`, ...options.map((one) => `[--${one} …]`)].join(" "),
    options: { format: text, ...Object.fromEntries(options.map((one) => [one, text])) },
    async run({ values }) {
      const table = exportTables.get(name);
      if (!table) throw new AppError("not_found", "There is no such table.");
      const search = new URLSearchParams(isRecords ? (textValue(values.query) ?? "") : "");
      for (const one of own) {
        const value = textValue(values[one]);
        if (value !== undefined) search.set(one, value);
      }
      const group = isRecords ? textValue(values.group) : undefined;
      const viewer = group === undefined ? operator : leader(group);
      const wanted = textValue(values.format) ?? "csv";
      if (wanted === "report" && table.report && !values.json) return table.report(viewer, search);
      const format = values.json ? "ndjson" : tabularFormats.find((known) => known === wanted);
      if (!format) {
        throw new AppError("invalid_input", `--format: choose one of ${formats.join(", ")}.`);
      }
      const { pieces } = await table.open(viewer, search, format);
      return { pieces: values.json ? asArray(pieces) : pieces };
    },
  };
}

/** `export TABLE`: the rows that the screen and `/api/export` show, to standard output. */
export const exportCommands: Noun = {
  name: "export",
  about: "writes a table to standard output",
  verbs: Object.fromEntries([...exportTables.keys()].map((name) => [name, verbOf(name)])),
};
