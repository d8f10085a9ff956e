import { deleteGenerations } from "@/lib/dataspace/mutations/delete-generations";
import { findTaskManager } from "@/lib/dataspace/queries/find-task-managers";
import { readFreshness, requireFeed } from "@/lib/dataspace/queries/page-generations";
import { KeyNotFoundError } from "@/lib/dataspace/space/errors";
import { toFreshnessAnswer, toTaskManager } from "@/lib/dataspace/space/serialise";
import { apiRoute, readFlag } from "@/lib/gates/api";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET", "DELETE"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;

export const GET = apiRoute<{ name: string }>(
  "dataspace.taskmanager",
  { permission: "dataspace:read", service: "dataspace:read" },
  [],
  async ({ actor, params: { name } }) => {
    const manager = await findTaskManager(actor, { name });
    if (!manager) throw new KeyNotFoundError(`There is no task manager ${name.slice(0, 200)}.`);
    const freshness = toFreshnessAnswer(await readFreshness(actor, name));
    const lastGenerationId = freshness.generation;
    const answer = { ...toTaskManager(manager), last_generation_id: lastGenerationId };
    return Response.json({ ...answer, freshness });
  },
);

export const DELETE = apiRoute<{ name: string }>(
  "dataspace.delete",
  { permission: "dataspace:manage" },
  ["all_generations"],
  async ({ actor, params: { name }, query }) => {
    await requireFeed(actor, name);
    await deleteGenerations(actor, { feed: name, all: readFlag(query, "all_generations") });
    return new Response(null, { status: 204 });
  },
);
