import { tellState } from "@/app/api/v1/dataspace/reaper-state";
import { reaperAnswer } from "@/lib/dataspace/schema";
import { endpoint, endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints("/api/v1/dataspace/reaper", {
  GET: endpoint({
    name: "dataspace.reaper",
    summary: "What the Reaper does",
    access: { permission: "dataspace:read", service: "dataspace:read" },
    answers: { 200: { about: "Its state", schema: reaperAnswer } },
    handle: ({ actor }) => tellState(actor),
  }),
});
