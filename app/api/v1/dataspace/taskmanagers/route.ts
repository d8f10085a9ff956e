import { findTaskManagers } from "@/lib/dataspace/queries/find-task-managers";
import { toTaskManager } from "@/lib/dataspace/space/serialise";
import { apiRoute, nextPage, readInstant, readPage } from "@/lib/gates/api";
import { methodNotAllowed } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

export const GET = apiRoute(
  "dataspace.taskmanagers",
  { permission: "dataspace:read", service: "dataspace:read" },
  ["name", "start_time", "end_time", "limit", "marker"],
  async ({ actor, query, request }) => {
    const page = readPage(query, "asc");
    if (page.marker !== undefined && !/^\d{1,15}$/.test(page.marker)) {
      throw new AppError("invalid_input", "marker must be the sequence_id of a task manager.");
    }
    const found = await findTaskManagers(actor, {
      name: query.get("name") ?? undefined,
      startTime: readInstant(query, "start_time"),
      endTime: readInstant(query, "end_time"),
      limit: page.limit,
      marker: page.marker === undefined ? undefined : BigInt(page.marker),
    });
    const last = { count: found.length, marker: String(found.at(-1)?.sequenceId) };
    const next = nextPage(request, page, last, ["name", "start_time", "end_time"]);
    return Response.json({ taskmanagers: found.map(toTaskManager), ...(next && { next }) });
  },
);
