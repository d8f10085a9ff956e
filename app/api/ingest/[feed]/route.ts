import { findRecordDoor } from "@/lib/accounting/ingest/door";
import { findCaseDoor } from "@/lib/cases/ingest/doors";
import { ingestRoute } from "@/lib/gates/ingest";
import { methodNotAllowed } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["POST"]);

export const POST = ingestRoute(findCaseDoor, findRecordDoor);
export const GET = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;
