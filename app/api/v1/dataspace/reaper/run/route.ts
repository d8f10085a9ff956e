import { tellState } from "@/app/api/v1/dataspace/reaper-state";
import { planReap, requestReap } from "@/lib/dataspace/mutations/steer-reaper";
import { reaperAnswer, reaperRunBody, reapPlanAnswer } from "@/lib/dataspace/schema";
import { endpoint, endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/reaper/run",
  {
    POST: endpoint({
      name: "dataspace.reaper.run",
      summary: "Asks the workers for a pass, or tells what one would remove",
      access: { permission: "dataspace:manage" },
      body: reaperRunBody,
      answers: {
        200: { about: "What a pass would remove (dry_run)", schema: reapPlanAnswer },
        202: { about: "A pass was asked for", schema: reaperAnswer },
      },
      failures: [409],
      async handle({ actor, body }) {
        if (!body.dry_run) {
          await requestReap(actor);
          return tellState(actor, 202);
        }
        const { runId: run, ...plan } = await planReap(actor);
        return Response.json({ run, ...plan });
      },
    }),
  },
);
