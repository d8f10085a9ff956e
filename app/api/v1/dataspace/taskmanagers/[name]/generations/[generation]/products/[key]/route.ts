import { getProduct } from "@/app/api/v1/dataspace/product-handler";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const GET = getProduct;
export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;
