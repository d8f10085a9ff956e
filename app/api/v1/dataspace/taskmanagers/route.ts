import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { findTaskManagers } from "@/lib/dataspace/queries/find-task-managers";
import { taskManagersAnswer } from "@/lib/dataspace/schema";
import { toTaskManager } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { limitOf, nextPage, pageOf, paging } from "@/lib/gates/paging";
import { instant } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

const toDate = (seconds: number | undefined) =>
  seconds === undefined ? undefined : new Date(seconds * 1000);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers",
  {
    GET: endpoint({
      name: "dataspace.taskmanagers",
      summary: "Incarnations of feeds in the order of their making",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      query: z.object({
        name: feedPart().optional().describe("Of this feed."),
        start_time: instant().optional().describe("Made then or later, UNIX seconds."),
        end_time: instant().optional().describe("Made then or before, UNIX seconds."),
        ...paging(999_999_999_999_999),
      }),
      answers: { 200: { about: "A page", schema: taskManagersAnswer } },
      failures: [404],
      async handle({ actor, query, request }) {
        const limit = limitOf(query);
        const found = await findTaskManagers(actor, {
          name: query.name,
          startTime: toDate(query.start_time),
          endTime: toDate(query.end_time),
          limit: limit + 1,
          marker: query.marker === undefined ? undefined : BigInt(query.marker),
        });
        const { items, hasNext } = pageOf(found, limit);
        return Response.json({
          taskmanagers: items.map(toTaskManager),
          ...nextPage(request, limit, { hasNext, marker: items.at(-1)?.sequenceId }),
        });
      },
    }),
  },
);
