import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { deleteGenerations } from "@/lib/dataspace/mutations/delete-generations";
import { findTaskManager } from "@/lib/dataspace/queries/find-task-managers";
import { readFreshness, requireFeed } from "@/lib/dataspace/queries/page-generations";
import { taskManagerDetailAnswer } from "@/lib/dataspace/schema";
import { KeyNotFoundError } from "@/lib/dataspace/space/errors";
import { toFreshnessAnswer, toTaskManager } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { flag, text } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

const parts = z.object({ name: feedPart() });

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}",
  {
    GET: endpoint({
      name: "dataspace.taskmanager",
      summary:
        "The newest incarnation of a feed, or one by its uuid, the feed's last generation and how fresh it is",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      parts,
      query: z.object({
        taskmanager_id: text().optional().describe("This incarnation, by its uuid."),
      }),
      answers: { 200: { about: "The task manager", schema: taskManagerDetailAnswer } },
      failures: [404],
      async handle({ actor, params: { name }, query: { taskmanager_id: taskmanagerId } }) {
        const manager = await findTaskManager(actor, { name, taskmanagerId });
        if (!manager) throw new KeyNotFoundError(`There is no task manager ${name.slice(0, 200)}.`);
        const freshness = toFreshnessAnswer(await readFreshness(actor, name));
        const lastGenerationId = freshness.generation;
        const answer = { ...toTaskManager(manager), last_generation_id: lastGenerationId };
        return Response.json({ ...answer, freshness });
      },
    }),
    DELETE: endpoint({
      name: "dataspace.delete",
      summary: "Removes the last generation of a feed, or its whole history",
      access: { permission: "dataspace:manage" },
      parts,
      query: z.object({ all_generations: flag().default(false).describe("The whole history.") }),
      answers: { 204: { about: "Removed" } },
      failures: [404, 409],
      async handle({ actor, params: { name }, query }) {
        await requireFeed(actor, name);
        await deleteGenerations(actor, { feed: name, all: query.all_generations });
        return new Response(null, { status: 204 });
      },
    }),
  },
);
