import { z } from "zod";
import type { Sites } from "@/lib/accounting/model";
import { exportRecords } from "@/lib/accounting/queries/export-records";
import {
  type ComponentActor,
  may,
  mayService,
  type Permission,
  sitesOf,
  type Viewer,
  viewerWithoutPerson,
} from "@/lib/auth/model";
import { exportCases } from "@/lib/cases/queries/export-cases";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { choice, readQuery, text } from "@/lib/gates/parameters";
import { AppError } from "@/lib/platform/errors";
import { type TabularFormat, tabularFormats, tabularTypes } from "@/lib/platform/tabular";
import { openStorageExport, openStorageReport } from "@/lib/storage/queries/export-open";
import { storageTables } from "@/lib/storage/queries/export-scope";
import { caseQuery, storageQueries } from "./query-shapes";

export const dynamic = "force-dynamic";

interface Reader {
  viewer: Viewer;
  /** Null: a person. */
  component: ComponentActor | null;
}

interface ExportCall extends Reader {
  /** Everything behind the `?` but the format. */
  search: URLSearchParams;
  format: TabularFormat;
}

interface ExportFile {
  /** Name of the file, without day and ending. */
  name: string;
  pieces: AsyncGenerator<string>;
}

interface ExportTable {
  permission: Permission;
  /** Its own parameters; absent: it has a grammar that refuses what it does not know. */
  query?: z.ZodObject;
  open(call: ExportCall): Promise<ExportFile>;
  /** The text that scripts know from before, `format=report`. */
  report?(call: Omit<ExportCall, "format">): Promise<ExportFile>;
}

/** Every table that there is as a file. */
const tables: ReadonlyMap<string, ExportTable> = new Map<string, ExportTable>([
  [
    "cases",
    {
      permission: "case:read",
      query: caseQuery,
      open: ({ viewer, component, search, format }) => {
        keepToCluster(component, search);
        return exportCases(viewer, Promise.resolve(Object.fromEntries(search)), format);
      },
    },
  ],
  [
    "records",
    {
      permission: "accounting:read",
      open: ({ viewer, component, search, format }) =>
        exportRecords(viewer, siteScope(component), repeatable(search), format),
    },
  ],
  ...storageTables.map((table): [string, ExportTable] => [
    table,
    {
      permission: "storage:read",
      query: storageQueries[table],
      open: ({ viewer, component, search, format }) =>
        openStorageExport({ viewer, table, search, volume: component?.volume ?? null }, format),
      report: ({ viewer, component, search }) =>
        openStorageReport({ viewer, table, search, volume: component?.volume ?? null }),
    },
  ]),
]);

const format = choice([...tabularFormats, "report"]).default("csv");
const formats = z.object({
  format: format.describe("report: the TSV of the former scripts, of storage tables but vaults."),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints("/api/export/{table}", {
  GET: endpoint({
    name: "export",
    summary: "A table as a file, of the query that the page shows",
    access: "either",
    parts: z.object({ table: text() }),
    queries: [formats, ...[...tables.values()].flatMap(({ query }) => query ?? [])],
    answers: { 200: { about: "The file", type: "text/csv" } },
    failures: [404],
    async handle({ request, actor, params, event }) {
      const reader = readerOf(actor);
      const table = tables.get(params.table);
      if (!table) throw new AppError("not_found", "There is no such table.");
      event.permission = table.permission;
      if (!may(reader.viewer, table.permission)) {
        throw new AppError("forbidden", "Your roles do not allow this.");
      }
      const { format, search } = readSearch(new URL(request.url).searchParams, table);
      const call = { ...reader, search };
      if (format !== "report") return toFile(await table.open({ ...call, format }), format);
      if (table.report) return toFile(await table.report(call), "tsv");
      throw new AppError("invalid_input", "There is no report of this table.");
    },
  }),
});

/** The format, and the parameters that are the table's own. Throws `invalid_input`. */
function readSearch(given: URLSearchParams, { query }: ExportTable) {
  const search = new URLSearchParams(given);
  const formatOnly = new URLSearchParams();
  for (const value of search.getAll("format")) formatOnly.append("format", value);
  search.delete("format");
  // Without a shape the table's own grammar refuses what it does not know.
  if (query) readQuery(search, query);
  return { ...readQuery(formatOnly, formats), search };
}

function toFile(file: ExportFile, format: TabularFormat): Response {
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(file.pieces), {
    headers: {
      "content-type": tabularTypes[format],
      "content-disposition": `attachment; filename="${file.name}-${day}.${format}"`,
      "cache-control": "no-store",
    },
  });
}

/** A reader component sees what an analyst sees, within its cluster, sites and volume. */
function readerOf(actor: Viewer | ComponentActor): Reader {
  if (actor.kind === "person") return { viewer: actor, component: null };
  if (!mayService(actor, "export:read")) {
    throw new AppError("forbidden", "This component may not read exports.");
  }
  return { viewer: viewerWithoutPerson(actor.id, actor.name, ["analyst"]), component: actor };
}

/** A component with a cluster gets only that cluster's rows. */
function keepToCluster(component: ComponentActor | null, search: URLSearchParams): void {
  const clusterId = component?.clusterId ?? null;
  if (clusterId === null) return;
  if ((search.get("cluster") ?? clusterId) !== clusterId) {
    throw new AppError("forbidden", "This component reads its own cluster only.");
  }
  search.set("cluster", clusterId);
}

function siteScope(component: ComponentActor | null): Sites {
  return component && sitesOf(component);
}

/** Parameters by name; what is given several times as a list. */
function repeatable(search: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...more] = search.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

// Pulled, not pushed: a slow reader slows the database cursor down instead of filling memory.
function toStream(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else if (value) controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
