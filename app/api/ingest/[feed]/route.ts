import { findRecordDoor } from "@/lib/accounting/ingest/door";
import { findCaseDoor } from "@/lib/cases/ingest/doors";
import { findDirectoryDoor } from "@/lib/directory/ingest/door";
import { fileRoute } from "@/lib/gates/file-door";
import { ingestRoute } from "@/lib/gates/ingest";
import { methodNotAllowed } from "@/lib/gates/route";
import { findStorageDoor } from "@/lib/storage/ingest/doors";

export const dynamic = "force-dynamic";

const notAllowed = methodNotAllowed(["POST"]);

const rows = ingestRoute(findCaseDoor, findRecordDoor, findDirectoryDoor);

export const POST = fileRoute(findStorageDoor, rows);
export const GET = notAllowed;
export const PUT = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;
