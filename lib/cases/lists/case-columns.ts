import "server-only";
import { z } from "zod";
import { Prisma } from "@/lib/platform/db";
import {
  type Column,
  column,
  drawn,
  instant,
  integer,
  json,
  type Kind,
  maybe,
  real,
  text,
} from "@/lib/platform/list/column";
import type { TabularValue } from "@/lib/platform/tabular";
import type { CaseColumn, CaseType } from "../case-types/definition";

/** The columns of the queue of one case type; aliases: `c` cases, `k` clusters, `p` claimant. */

const anything: Kind<unknown> = json<unknown>(z.unknown());

interface Words {
  header: string;
  label: string;
  help?: string;
  className: string;
  align: "start" | "end";
}

/** Columns that every type may have, by datum; any other one is read from the type's detail. */
const common: Readonly<Record<string, (words: Words) => Column>> = {
  ticks: (words) => column(integer, Prisma.sql`c.ticks`, { ...words, sort: true, file: "ticks" }),
  account: (words) =>
    column(text, Prisma.sql`c.account`, { ...words, sort: true, file: "account", isLink: true }),
  resource: (words) =>
    column(text, Prisma.sql`c.resource`, { ...words, sort: true, file: "resource" }),
  state: (words) =>
    column(maybe(text), Prisma.sql`c.state`, { ...words, sort: true, file: "state" }),
  summary: (words) => column(anything, Prisma.sql`c.summary`, { ...words, file: "summary" }),
  // Ordered by name, written as uid.
  claimant: (words) =>
    column(maybe(text), Prisma.sql`p.uid`, {
      ...words,
      sort: Prisma.sql`p.name`,
      file: "claimant",
    }),
  ticket: (words) =>
    column(maybe(text), Prisma.sql`c.ticket_no`, { ...words, sort: true, file: "ticket" }),
  notes: (words) =>
    column(integer, Prisma.sql`c.history_count`, { ...words, sort: true, file: "notes" }),
  usage: (words) => drawn(words),
  action: (words) => drawn({ ...words, isFixed: true }),
};

const cluster = column(text, Prisma.sql`c.cluster_id`, {
  header: "Cluster",
  className: "max-w-36 truncate",
  sort: Prisma.sql`k.name`,
  file: "cluster",
});

const reported = column(instant, Prisma.sql`c.reported_at`, {
  header: "Last reported",
  // Current cases share the instant of the newest report, which stands below the table.
  isHidden: true,
  sort: true,
  file: "reported_at",
});

/**
 * The type's columns in its own order, with cluster, trend and last report between them. The
 * account leads, since the first column stays in view on a narrow screen.
 */
export function caseColumns(type: CaseType): Record<string, Column> {
  const { cols, metric } = type.description;
  const described = [...cols].sort(
    (a, b) => Number(b.datum === "account") - Number(a.datum === "account"),
  );
  const columns: Record<string, Column> = {};
  for (const one of described) {
    if (one.datum === "summary") columns.reported = reported;
    columns[one.datum] = describedColumn(type, one);
    if (one.datum === "account") columns.cluster = cluster;
    if (one.datum === metric) columns.trend = drawn({ header: "Trend" });
  }
  return columns;
}

function describedColumn(type: CaseType, described: CaseColumn): Column {
  const { datum, sortable } = described;
  const words = wordsOf(type, described);
  if (datum === type.description.metric) {
    return column(real, Prisma.sql`c.metric`, { ...words, sort: true, file: datum });
  }
  const made = common[datum];
  if (made) return made(words);
  const value = Prisma.sql`c.detail #>> ${[...(type.detailPaths?.[datum] ?? [datum])]}`;
  const sort =
    described.type === "number"
      ? Prisma.sql`coalesce((${value})::float8, 0)`
      : Prisma.sql`(${value})`;
  const own = { ...anything, write: (detail: unknown) => ownValue(type, detail, datum) };
  return column(own, Prisma.sql`c.detail`, {
    ...words,
    file: datum,
    ...(sortable ? { sort } : {}),
  });
}

function wordsOf(type: CaseType, { datum, title, help, type: valueType }: CaseColumn): Words {
  const isMetric = datum === type.description.metric;
  const label = isMetric && type.metricUnit ? `${title} (${type.metricUnit})` : title;
  const told = datum === "ticks" ? title : help;
  return {
    header: label,
    label,
    className: "whitespace-nowrap",
    align: valueType === "number" || datum === "notes" ? "end" : "start",
    ...(told === undefined ? {} : { help: told }),
  };
}

/** What the protocol says of a datum that only this type has. */
function ownValue(type: CaseType, detail: unknown, datum: string): TabularValue {
  const parsed = type.detailSchema.safeParse(detail);
  if (!parsed.success) return null;
  // What a type repeats of the case itself is a column of its own.
  const value = type.serialise({ metric: 0, resource: "cpu", state: null }, parsed.data)[datum];
  return (value ?? null) as TabularValue;
}
