import type { Sites } from "@/lib/accounting/model";
import { exportRecords } from "@/lib/accounting/queries/export-records";
import { authenticateBearer } from "@/lib/auth/keys";
import {
  type ComponentActor,
  may,
  mayService,
  type Permission,
  sitesOf,
  type Viewer,
  viewerWithoutPerson,
} from "@/lib/auth/model";
import { findViewer } from "@/lib/auth/viewer";
import { exportCases } from "@/lib/cases/queries/export-cases";
import { route } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";
import { type TabularFormat, tabularFormats, tabularTypes } from "@/lib/platform/tabular";
import { openStorageExport, openStorageReport } from "@/lib/storage/queries/export-open";
import { storageTables } from "@/lib/storage/queries/export-scope";

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
      open: ({ viewer, component, search, format }) =>
        openStorageExport({ viewer, table, search, volume: component?.volume ?? null }, format),
      report: ({ viewer, component, search }) =>
        openStorageReport({ viewer, table, search, volume: component?.volume ?? null }),
    },
  ]),
]);

export const GET = route<{ table: string }>("export", async ({ request, params, event }) => {
  const search = new URL(request.url).searchParams;
  const reader = await findReader(request);
  event.actor = reader.viewer.uid;
  const table = tables.get(params.table);
  if (!table) throw new AppError("not_found", "There is no such table.");
  if (!may(reader.viewer, table.permission)) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  const wished = search.get("format") ?? "csv";
  search.delete("format");
  const isReport = wished === "report" && table.report !== undefined;
  const format = isReport ? "tsv" : tabularFormats.find((known) => known === wished);
  if (!format) throw new AppError("invalid_input", "The format must be csv, tsv or ndjson.");
  const file = await (isReport && table.report
    ? table.report({ ...reader, search })
    : table.open({ ...reader, search, format }));
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(file.pieces), {
    headers: {
      "content-type": tabularTypes[format],
      "content-disposition": `attachment; filename="${file.name}-${day}.${format}"`,
      "cache-control": "no-store",
    },
  });
});

/** A reader component sees what an analyst sees, within its cluster, sites and volume. */
async function findReader(request: Request): Promise<Reader> {
  if (!request.headers.has("authorization")) {
    const viewer = await findViewer();
    if (!viewer) throw new AppError("unauthenticated", "Please sign in.");
    return { viewer, component: null };
  }
  const component = await authenticateBearer(request);
  if (!mayService(component, "export:read")) {
    throw new AppError("forbidden", "This component may not read exports.");
  }
  const viewer = viewerWithoutPerson(component.id, component.name, ["analyst"]);
  return { viewer, component };
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
