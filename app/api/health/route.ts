import { z } from "zod";
import { listOverdue } from "@/lib/dataspace/queries/list-overdue";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { choice } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

const overdue = z.array(
  z.object({ name: z.string(), lastAt: z.iso.datetime().nullable(), intervalSeconds: z.int() }),
);

const ok = z.object({
  status: z.literal("ok"),
  components: overdue.optional(),
  feeds: overdue.optional(),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints("/api/health", {
  GET: endpoint({
    name: "health",
    summary: "Whether this process answers, and with fresh=1 whether every source was heard",
    access: "open",
    query: z.object({ fresh: choice(["0", "1"]).optional().describe("Look at the sources too.") }),
    answers: {
      200: { about: "All is well", schema: ok },
      503: {
        about: "A source is overdue",
        schema: z.object({ status: z.literal("overdue"), components: overdue, feeds: overdue }),
      },
    },
    async handle({ query }) {
      if (query.fresh !== "1") return Response.json({ status: "ok" });
      const { components, feeds } = await listOverdue();
      const isFresh = components.length === 0 && feeds.length === 0;
      const status = isFresh ? "ok" : "overdue";
      return Response.json({ status, components, feeds }, { status: isFresh ? 200 : 503 });
    },
  }),
});
