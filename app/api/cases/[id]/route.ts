import { getMachineCase } from "@/lib/cases/queries/machine";
import { serialiseCase } from "@/lib/cases/serialise";
import { answer, protocolFailure, protocolRead } from "@/lib/gates/protocol";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"], protocolFailure);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

export const GET = protocolRead<{ id: string }>(
  "cases.get",
  "protocol:read",
  async ({ actor, params }) => {
    const { type, item } = await getMachineCase(actor, params.id);
    return answer(serialiseCase(type, item));
  },
);
