import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { eventStream } from "@/lib/gates/event-stream";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints("/api/events", {
  GET: endpoint({
    name: "events",
    summary: "Says which room changed, for pages that follow; server-sent events",
    access: "session",
    answers: { 200: { about: "A stream of `{room, kind}`", type: "text/event-stream" } },
    handle: async ({ request }) => eventStream(request.signal),
  }),
});
