import type { Actor } from "@/lib/auth/model";
import { findLastRun, readReaper, readRetention } from "@/lib/dataspace/queries/read-reaper";
import { toReaper } from "@/lib/dataspace/space/serialise";

/** The answer that tells what the Reaper does. */
export async function tellState(actor: Actor, status = 200): Promise<Response> {
  const [state, settings, lastRun] = await Promise.all([
    readReaper(actor),
    readRetention(actor),
    findLastRun(actor),
  ]);
  return Response.json(toReaper(state, settings, lastRun), { status });
}
