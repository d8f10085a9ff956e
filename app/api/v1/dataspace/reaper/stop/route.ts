import { tellState } from "@/app/api/v1/dataspace/reaper-state";
import { stopReaper } from "@/lib/dataspace/mutations/steer-reaper";
import { reaperAnswer } from "@/lib/dataspace/schema";
import { endpoint, endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/reaper/stop",
  {
    POST: endpoint({
      name: "dataspace.reaper.stop",
      summary: "Stops the Reaper after its running batch",
      access: { permission: "dataspace:manage" },
      answers: { 200: { about: "Its state", schema: reaperAnswer } },
      async handle({ actor }) {
        await stopReaper(actor);
        return tellState(actor);
      },
    }),
  },
);
