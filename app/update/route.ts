import { unknownResource } from "@/lib/gates/record-protocol";
import { methodsOf } from "@/lib/gates/route";

// Clients before 0.4 of the accounting protocol asked here; a page's way to the sign-in would look
// like success to them.
export const dynamic = "force-dynamic";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = methodsOf(
  {},
  () => unknownResource,
);
