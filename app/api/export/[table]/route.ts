import { z } from "zod";
import { type ComponentActor, mayService, type Viewer, viewerOfComponent } from "@/lib/auth/model";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { exportTables } from "@/lib/gates/export-tables";
import { choice, readQuery, text } from "@/lib/gates/parameters";
import { AppError } from "@/lib/platform/errors";
import type { ListFile } from "@/lib/platform/list/file";
import { type TabularFormat, tabularFormats, tabularTypes } from "@/lib/platform/tabular";

export const dynamic = "force-dynamic";

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
    queries: [formats, ...[...exportTables.values()].flatMap(({ query }) => query ?? [])],
    answers: { 200: { about: "The file", type: "text/csv" } },
    failures: [404],
    async handle({ request, actor, params }) {
      const viewer = readerOf(actor);
      const table = exportTables.get(params.table);
      if (!table) throw new AppError("not_found", "There is no such table.");
      const search = new URL(request.url).searchParams;
      const { format } = readFormat(search);
      if (table.query) readQuery(search, table.query);
      if (format !== "report") return toFile(await table.open(viewer, search, format), format);
      if (table.report) return toFile(await table.report(viewer, search), "tsv");
      throw new AppError("invalid_input", "There is no report of this table.");
    },
  }),
});

/** The format; what is left of the parameters is the table's own. Throws `invalid_input`. */
function readFormat(search: URLSearchParams): z.output<typeof formats> {
  const given = new URLSearchParams();
  for (const value of search.getAll("format")) given.append("format", value);
  search.delete("format");
  return readQuery(given, formats);
}

function toFile({ name, pieces }: ListFile, format: TabularFormat): Response {
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(pieces), {
    headers: {
      "content-type": tabularTypes[format],
      "content-disposition": `attachment; filename="${name}-${day}.${format}"`,
      "cache-control": "no-store",
    },
  });
}

/** A person, or a reader component within the scope of its key. */
function readerOf(actor: Viewer | ComponentActor): Viewer {
  if (actor.kind === "person") return actor;
  if (mayService(actor, "export:read")) return viewerOfComponent(actor);
  throw new AppError("forbidden", "This component may not read exports.");
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
