import { authenticateBearer } from "@/lib/auth/keys";
import { mayService, type Viewer, viewerOfComponent } from "@/lib/auth/model";
import { findViewer } from "@/lib/auth/viewer";
import { exportTables } from "@/lib/gates/export-tables";
import { route } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";
import { tabularFormats, tabularTypes } from "@/lib/platform/tabular";

export const dynamic = "force-dynamic";

export const GET = route<{ table: string }>("export", async ({ request, params, event }) => {
  const search = new URL(request.url).searchParams;
  const viewer = await findReader(request);
  event.actor = viewer.uid;
  const table = exportTables.get(params.table);
  if (!table) throw new AppError("not_found", "There is no such table.");
  const wished = search.get("format") ?? "csv";
  search.delete("format");
  const isReport = wished === "report" && table.report !== undefined;
  const format = isReport ? "tsv" : tabularFormats.find((known) => known === wished);
  if (!format) throw new AppError("invalid_input", "The format must be csv, tsv or ndjson.");
  const file = await (isReport && table.report
    ? table.report(viewer, search)
    : table.open(viewer, search, format));
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(file.pieces), {
    headers: {
      "content-type": tabularTypes[format],
      "content-disposition": `attachment; filename="${file.name}-${day}.${format}"`,
      "cache-control": "no-store",
    },
  });
});

/** A person, or a reader component within the scope of its key. */
async function findReader(request: Request): Promise<Viewer> {
  if (!request.headers.has("authorization")) {
    const viewer = await findViewer();
    if (!viewer) throw new AppError("unauthenticated", "Please sign in.");
    return viewer;
  }
  const component = await authenticateBearer(request);
  if (!mayService(component, "export:read")) {
    throw new AppError("forbidden", "This component may not read exports.");
  }
  return viewerOfComponent(component);
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
