import type { Actor } from "@/lib/auth/model";
import { listReaperRuns, readReaper, readRetention } from "@/lib/dataspace/queries/read-reaper";
import { toReaper } from "@/lib/dataspace/space/serialise";

/** The answer that tells what the Reaper does. */
export async function tellState(actor: Actor, status = 200): Promise<Response> {
  const [state, settings, runs] = await Promise.all([
    readReaper(actor),
    readRetention(actor),
    listReaperRuns(actor),
  ]);
  return Response.json(toReaper(state, settings, runs.rows[0]), { status });
}
