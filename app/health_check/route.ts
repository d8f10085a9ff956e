import { isHealthy } from "@/lib/accounting/queries/check-health";
import { empty, recordRead, unknownResource } from "@/lib/gates/record-protocol";
import { methodsOf } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

// Open to all, as the protocol has it.
const read = recordRead("accounting.health", null, async () =>
  empty((await isHealthy()) ? 200 : 500),
);

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = methodsOf(
  { GET: read },
  () => unknownResource,
);
