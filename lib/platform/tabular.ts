/** Tables as files: CSV, TSV and NDJSON, one line a row. */

export const tabularFormats = ["csv", "tsv", "ndjson"] as const;
export type TabularFormat = (typeof tabularFormats)[number];

/** One cell. Objects become JSON text in CSV and TSV. */
export type TabularValue = string | number | boolean | null | object;

export const tabularTypes: Readonly<Record<TabularFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  tsv: "text/tab-separated-values; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8",
};

/** First characters that make a spreadsheet compute a cell instead of showing it. */
const FORMULA = /^[=+\-@\t\r]/;

function text(value: TabularValue): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const words = typeof value === "string" ? value : JSON.stringify(value);
  // SECURITY: whoever names an account could otherwise run a formula on the reader's machine.
  return FORMULA.test(words) ? `'${words}` : words;
}

function csvCell(value: TabularValue): string {
  const words = text(value);
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

// TSV has no quoting: what would break the line becomes a blank.
function tsvCell(value: TabularValue): string {
  return text(value).replace(/[\t\r\n]+/g, " ");
}

/** The first line; NDJSON has none. */
export function tabularHead(format: TabularFormat, names: readonly string[]): string {
  return format === "ndjson" ? "" : tabularLine(format, names, names);
}

/** One row with its line end; `values` in the order of `names`. */
export function tabularLine(
  format: TabularFormat,
  names: readonly string[],
  values: readonly TabularValue[],
): string {
  if (format === "csv") return `${values.map(csvCell).join(",")}\r\n`;
  if (format === "tsv") return `${values.map(tsvCell).join("\t")}\n`;
  const pairs = names.map((name, index) => [name, values[index] ?? null]);
  return `${JSON.stringify(Object.fromEntries(pairs))}\n`;
}
