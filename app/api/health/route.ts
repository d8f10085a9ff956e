import { listOverdue } from "@/lib/dataspace/queries/list-overdue";
import { methodNotAllowed, route } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

// Plain: this process answers, whatever else is down. fresh=1: every source was heard in time.
export const GET = route("health", async ({ request }) => {
  const fresh = new URL(request.url).searchParams.get("fresh");
  if (fresh === null || fresh === "0") return Response.json({ status: "ok" });
  const { components, feeds } = await listOverdue();
  const isFresh = components.length === 0 && feeds.length === 0;
  const status = isFresh ? "ok" : "overdue";
  return Response.json({ status, components, feeds }, { status: isFresh ? 200 : 503 });
});
