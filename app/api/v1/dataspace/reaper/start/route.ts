import { tellState } from "@/app/api/v1/dataspace/reaper-state";
import { startReaper } from "@/lib/dataspace/mutations/steer-reaper";
import { reaperAnswer, reaperStartBody } from "@/lib/dataspace/schema";
import { endpoint, endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/reaper/start",
  {
    POST: endpoint({
      name: "dataspace.reaper.start",
      summary: "Starts the Reaper; the first pass comes after a delay in seconds",
      access: { permission: "dataspace:manage" },
      body: reaperStartBody,
      answers: { 200: { about: "Its state", schema: reaperAnswer } },
      failures: [409],
      async handle({ actor, body }) {
        await startReaper(actor, body.delay);
        return tellState(actor);
      },
    }),
  },
);
