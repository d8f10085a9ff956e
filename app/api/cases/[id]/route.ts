import { getMachineCase } from "@/lib/cases/queries/machine";
import { serialiseCase } from "@/lib/cases/serialise";
import { answer, protocolRead, refuseMethod } from "@/lib/gates/protocol";
import { methodsOf } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const read = protocolRead<{ id: string }>(
  "cases.get",
  "protocol:read",
  async ({ actor, params }) => {
    const { type, item } = await getMachineCase(actor, params.id);
    return answer(serialiseCase(type, item));
  },
);

export const { GET, POST, PUT, PATCH, DELETE } = methodsOf({ GET: read }, refuseMethod);
