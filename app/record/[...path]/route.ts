import { getRecord } from "@/lib/accounting/queries/get-record";
import { notFound, recordRead, unknownResource } from "@/lib/gates/record-protocol";
import { methodsOf } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";

export const dynamic = "force-dynamic";

// An id with a slash splits the path and means nothing; it is asked for as ?record_id= of /records.
function idOf(url: string): string | undefined {
  const segment = new URL(url).pathname.slice("/record/".length);
  if (segment.includes("/")) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

const read = recordRead("record.get", "records:read", async ({ request, caller }) => {
  const recordId = idOf(request.url);
  if (recordId === undefined) return notFound();
  // The database holds no character 0, so there is no such record either.
  const line = recordId.includes("\0") ? undefined : await getRecord(recordId, caller.sites);
  if (line === undefined) throw new AppError("not_found", "There is no such record.");
  return new Response(line, { headers: { "Content-Type": "application/json" } });
});

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = methodsOf(
  { GET: read },
  () => unknownResource,
);
