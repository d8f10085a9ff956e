import { isHealthy } from "@/lib/accounting/queries/check-health";
import { empty, recordRead, unknownResource } from "@/lib/gates/record-protocol";

export const dynamic = "force-dynamic";

export const HEAD = unknownResource;
export const OPTIONS = unknownResource;
export const POST = unknownResource;
export const PUT = unknownResource;
export const PATCH = unknownResource;
export const DELETE = unknownResource;

// Open to all, as the protocol has it.
export const GET = recordRead("accounting.health", null, async () =>
  empty((await isHealthy()) ? 200 : 500),
);
