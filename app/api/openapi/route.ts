import { openApiDocument } from "@/lib/gates/openapi";
import { methodNotAllowed, route } from "@/lib/gates/route";
import { siteUrl } from "@/lib/platform/env";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["GET"]);

export const POST = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

export const GET = route("openapi", async () => Response.json(openApiDocument(siteUrl())));
