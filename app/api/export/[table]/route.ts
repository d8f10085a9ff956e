import { authenticateBearer } from "@/lib/auth/keys";
import { may, mayService, type Viewer, viewerWithoutPerson } from "@/lib/auth/model";
import { findViewer } from "@/lib/auth/viewer";
import { exportCases } from "@/lib/cases/queries/export-cases";
import { route } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";
import { tabularFormats, tabularTypes } from "@/lib/platform/tabular";

export const dynamic = "force-dynamic";

export const GET = route<{ table: string }>("export", async ({ request, params, event }) => {
  const search = new URL(request.url).searchParams;
  const viewer = request.headers.has("authorization")
    ? await readerOf(request, search)
    : await findViewer();
  if (!viewer) throw new AppError("unauthenticated", "Please sign in.");
  event.actor = viewer.uid;
  if (params.table !== "cases") throw new AppError("not_found", "There is no such table.");
  if (!may(viewer, "case:read")) throw new AppError("forbidden", "Your roles do not allow this.");
  const wished = search.get("format") ?? "csv";
  const format = tabularFormats.find((known) => known === wished);
  if (!format) throw new AppError("invalid_input", "The format must be csv, tsv or ndjson.");
  const table = await exportCases(viewer, Promise.resolve(Object.fromEntries(search)), format);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(table.pieces), {
    headers: {
      "content-type": tabularTypes[format],
      "content-disposition": `attachment; filename="${table.name}-${day}.${format}"`,
      "cache-control": "no-store",
    },
  });
});

/** A reader component sees what an analyst sees; one with a cluster only that cluster's rows. */
async function readerOf(request: Request, search: URLSearchParams): Promise<Viewer> {
  const component = await authenticateBearer(request);
  if (!mayService(component, "export:read")) {
    throw new AppError("forbidden", "This component may not read exports.");
  }
  const { clusterId } = component;
  if (clusterId !== null && (search.get("cluster") ?? clusterId) !== clusterId) {
    throw new AppError("forbidden", "This component reads its own cluster only.");
  }
  if (clusterId !== null) search.set("cluster", clusterId);
  return viewerWithoutPerson(component.id, component.name, ["analyst"]);
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
