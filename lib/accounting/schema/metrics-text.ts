/** Counts in Prometheus' text format 0.0.4. */

export interface CountedValue {
  value: string;
  count: bigint;
}

/** How many records there are, and how many name each site, group and user. */
export interface RecordCounts {
  total: bigint;
  sites: readonly CountedValue[];
  groups: readonly CountedValue[];
  users: readonly CountedValue[];
}

/** The type of an answer of `printMetrics`. */
export const METRICS_TYPE = "text/plain; version=0.0.4";

/** One gauge for all records and one for each kind of name, under the protocol's own names. */
export function printMetrics({ total, sites, groups, users }: RecordCounts): string {
  return [
    printGauge("num_records_database", "", [{ value: "", count: total }]),
    printGauge("num_records_database_per_site", "site", sites),
    printGauge("num_records_database_per_group", "group_id", groups),
    printGauge("num_records_database_per_user", "user_id", users),
  ].join("");
}

/** Ages of the data space's feeds, by name; beside the protocol's own gauges. */
export function printFeedAges(ages: readonly { feed: string; ageSeconds: number }[]): string {
  const name = "dataspace_feed_age_seconds";
  const lines = ages.map(({ feed, ageSeconds }) => {
    return `${name}{feed="${escaped(feed)}"} ${ageSeconds}\n`;
  });
  return `# HELP ${name} Age of the newest generation\n# TYPE ${name} gauge\n${lines.join("")}`;
}

function printGauge(name: string, label: string, values: readonly CountedValue[]): string {
  const kind = label === "" ? "" : ` per ${label.replace("_id", "")}`;
  const lines = values.map(({ value, count }) => {
    const labels = label === "" ? "" : `{${label}="${escaped(value)}"}`;
    return `${name}${labels} ${count}\n`;
  });
  const help = `# HELP ${name} Number of records in the database${kind}\n# TYPE ${name} gauge\n`;
  return help + lines.join("");
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
