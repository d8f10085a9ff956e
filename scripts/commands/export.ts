import { viewerWithoutPerson } from "@/lib/auth/model";
import { exportCases } from "@/lib/cases/queries/export-cases";
import { AppError } from "@/lib/platform/errors";
import { tabularFormats } from "@/lib/platform/tabular";
import { type Noun, textValue } from "./command";

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
  },
};
