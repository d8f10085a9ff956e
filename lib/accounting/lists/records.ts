import "server-only";
import { z } from "zod";
import { Prisma } from "@/lib/platform/db";
import { parseExactJson } from "@/lib/platform/exact-json";
import { column, digits, fact, type Kind, maybe, text } from "@/lib/platform/list/column";
import { defineRows, type RowOf } from "@/lib/platform/list/declare";
import { ownInstants, ownLine } from "../queries/record-sql";

/** A component as people see it: digits as they are stored. */
export interface RecordComponent {
  name: string;
  /** Decimal digits: a 64-bit number. */
  amount: string;
  scores: { name: string; value: string }[];
}

const exactNumber = z.union([z.number(), z.bigint()]).transform(String);
const storedComponents: z.ZodType<RecordComponent[]> = z.array(
  z.object({
    name: z.string(),
    amount: exactNumber,
    scores: z.array(z.object({ name: z.string(), value: exactNumber })),
  }),
);
// Not z.record: a meta key may be called __proto__.
const storedMeta = z.custom<Record<string, string[]>>((json) => typeof json === "object");

/** JSON as it is stored, to the digit; read for the screen. */
function stored<Value>(read: (json: unknown) => Value): Kind<Value> {
  const asText = (sql: Prisma.Sql) => Prisma.sql`(${sql})::text`;
  return {
    cell: "drawn",
    shape: z.custom<Value>((value) => value !== null),
    toRow: asText,
    toFile: asText,
    decode: (raw) => read(parseExactJson(raw)),
  };
}

const components = stored((json) => storedComponents.parse(json));
const meta = stored((json) =>
  Object.entries(storedMeta.parse(json)).map(([key, values]) => ({ key, values })),
);

/** Tables of what the records `r` count as. */
export const ownerTables = Prisma.sql`
  left join accounting_usages u on u.id = r.id
  left join accounting_names s on s.id = u.site_id
  left join accounting_names g on g.id = u.group_id
  left join accounting_names p on p.id = u.user_id`;

const ownerName = "max-w-44 truncate";

/**
 * Records as the explorer and its files show them. They are asked for by the protocol's own grammar
 * and paged behind a record, so there are no filters here. Times are RFC 3339 in UTC, exact to the
 * microsecond. What a record counts as by its mapping is null where it is not counted yet, and
 * empty where it names none.
 */
export const recordRows = defineRows({
  key: Prisma.sql`r.id`,
  columns: {
    recordId: column(text, Prisma.sql`r.record_id`, {
      header: "Record",
      className: "max-w-[45vw] sm:max-w-72",
      file: "record_id",
    }),
    site: column(maybe(text), Prisma.sql`s.name`, {
      header: "Site",
      className: ownerName,
      file: "site",
    }),
    group: column(maybe(text), Prisma.sql`g.name`, {
      header: "Group",
      className: ownerName,
      file: "group",
    }),
    user: column(maybe(text), Prisma.sql`p.name`, {
      header: "User",
      className: ownerName,
      file: "user",
    }),
    startAt: column(text, ownInstants.start, { header: "Start (UTC)", file: "start_time" }),
    // Null while it runs, as its runtime.
    stopAt: column(maybe(text), ownInstants.stop, { header: "Stop (UTC)", file: "stop_time" }),
    // UNIT: whole seconds, negative where the sender said so.
    runtimeSeconds: column(maybe(digits), Prisma.sql`r.runtime_seconds`, {
      header: "Runtime",
      align: "end",
      className: "whitespace-nowrap tabular-nums",
      file: "runtime_seconds",
    }),
    components: column(components, Prisma.sql`r.components`, {
      header: "Components",
      className: "max-w-72 truncate",
      file: "components",
    }),
    meta: fact(maybe(meta), Prisma.sql`r.meta`, "meta"),
    /** The record as `GET /records` prints it. */
    line: fact(text, ownLine),
  },
  fileFirst: ["recordId", "site", "group", "user", "startAt", "stopAt", "runtimeSeconds", "meta"],
});

export type RecordRow = RowOf<typeof recordRows>;
