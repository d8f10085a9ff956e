import type { Actor } from "@/lib/auth/model";
import {
  planReap,
  requestReap,
  startReaper,
  stopReaper,
} from "@/lib/dataspace/mutations/steer-reaper";
import { listReaperRuns, readReaper, readRetention } from "@/lib/dataspace/queries/read-reaper";
import { reaperRunBody, reaperStartBody } from "@/lib/dataspace/schema";
import { toReaper } from "@/lib/dataspace/space/serialise";
import { apiRoute, readJson } from "@/lib/gates/api";

const access = { permission: "dataspace:manage" } as const;

async function tellState(actor: Actor, status = 200): Promise<Response> {
  const [state, settings, runs] = await Promise.all([
    readReaper(actor),
    readRetention(actor),
    listReaperRuns(actor),
  ]);
  return Response.json(toReaper(state, settings, runs.rows[0]), { status });
}

/** What the Reaper does. */
export const getReaper = apiRoute(
  "dataspace.reaper",
  { permission: "dataspace:read", service: "dataspace:read" },
  [],
  ({ actor }) => tellState(actor),
);

/** Starts the Reaper; the first pass comes after a delay. */
export const postStart = apiRoute(
  "dataspace.reaper.start",
  access,
  [],
  async ({ actor, request }) => {
    const { delay } = await readJson(request, reaperStartBody);
    await startReaper(actor, delay);
    return tellState(actor);
  },
);

/** Stops the Reaper after its running batch. */
export const postStop = apiRoute("dataspace.reaper.stop", access, [], async ({ actor }) => {
  await stopReaper(actor);
  return tellState(actor);
});

/** Asks the workers for a pass (202), or tells what one would remove. */
export const postRun = apiRoute("dataspace.reaper.run", access, [], async ({ actor, request }) => {
  const { dry_run: isDryRun } = await readJson(request, reaperRunBody);
  if (!isDryRun) {
    await requestReap(actor);
    return tellState(actor, 202);
  }
  const { runId: run, ...plan } = await planReap(actor);
  return Response.json({ run, ...plan });
});
