import { postExpire } from "@/app/api/v1/dataspace/mark-handlers";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["POST"]);

export const POST = postExpire;
export const GET = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;
