import { addRecord } from "@/lib/accounting/ingest/add-records";
import { endRecord } from "@/lib/accounting/ingest/end-record";
import { keepRefusedRecord } from "@/lib/accounting/ingest/keep-refused";
import { isUnreadable, MAX_RECORD_BYTES } from "@/lib/accounting/model";
import { parseRecord, parseRecordEnd } from "@/lib/accounting/schema/read-record";
import { empty, recordWrite, wrongMethod } from "@/lib/gates/record-protocol";

export const dynamic = "force-dynamic";

const WARNING = "Record already exists, but the error was ignored due to AUDITOR configuration.";

const notAllowed = wrongMethod(["POST", "PUT"]);

export const GET = notAllowed;
export const HEAD = notAllowed;
export const OPTIONS = notAllowed;
export const PATCH = notAllowed;
export const DELETE = notAllowed;

export const POST = recordWrite("record.add", {
  maxBytes: MAX_RECORD_BYTES,
  refuse: keepRefusedRecord,
  async handle({ caller, event }, text) {
    const record = parseRecord(text);
    if (isUnreadable(record)) event.unreadable = 1;
    const { skipped } = await addRecord(record, caller);
    return skipped === 0 ? empty() : Response.json({ warning: WARNING });
  },
});

export const PUT = recordWrite("record.end", {
  maxBytes: MAX_RECORD_BYTES,
  refuse: keepRefusedRecord,
  async handle({ caller, event }, text) {
    const end = parseRecordEnd(text);
    if (await endRecord(end, caller.sites)) return empty();
    event.outcome = "not_found";
    return new Response(`Updating unknown record ${end.recordId} not possible.`, { status: 404 });
  },
});
