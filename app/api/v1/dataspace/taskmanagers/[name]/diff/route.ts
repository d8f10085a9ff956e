import { systemActor } from "@/lib/auth/model";
import { diffGenerations } from "@/lib/dataspace/queries/diff-generations";
import { requireFeed } from "@/lib/dataspace/queries/page-generations";
import { NoGenerationError } from "@/lib/dataspace/space/errors";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toDiff } from "@/lib/dataspace/space/serialise";
import { apiRoute } from "@/lib/gates/api";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

// Without numbers the newest generation is compared with the one before.
export const GET = apiRoute<{ name: string }>(
  "dataspace.diff",
  { permission: "dataspace:read", service: "dataspace:read" },
  ["from", "to"],
  async ({ actor, params: { name }, query }) => {
    const from = readGenerationName(query.get("from") ?? undefined) ?? null;
    const to = readGenerationName(query.get("to") ?? undefined) ?? null;
    await requireFeed(actor, name);
    // The feed is in the actor's scope, so whatever it holds is.
    const { diff, missing } = await diffGenerations(systemActor, name, { from, to });
    if (diff) return Response.json(toDiff(diff));
    const which = missing.length > 0 ? missing.join(" and ") : "to compare with";
    throw new NoGenerationError(`${name} has no generation ${which}.`);
  },
);
