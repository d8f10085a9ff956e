import { readGeneration } from "@/lib/dataspace/queries/page-generations";
import { readFacts } from "@/lib/dataspace/queries/read-products";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toGeneration, toProduct } from "@/lib/dataspace/space/serialise";
import { apiRoute } from "@/lib/gates/api";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

export const GET = apiRoute<{ name: string; generation: string }>(
  "dataspace.generation",
  { permission: "dataspace:read", service: "dataspace:read" },
  [],
  async ({ actor, params: { name, generation } }) => {
    const record = await readGeneration(actor, name, readGenerationName(generation));
    const products = await readFacts(actor, record.sequenceId, record.number);
    return Response.json({
      ...toGeneration(record),
      keys: products.map(({ key }) => key),
      dataproducts: products.map(toProduct),
    });
  },
);
