import { addRecord } from "@/lib/accounting/ingest/add-records";
import { endRecord } from "@/lib/accounting/ingest/end-record";
import { keepRefusedRecord } from "@/lib/accounting/ingest/keep-refused";
import { isUnreadable, MAX_RECORD_BYTES } from "@/lib/accounting/model";
import { parseRecord, parseRecordEnd } from "@/lib/accounting/schema/read-record";
import { empty, recordWrite, wrongMethod } from "@/lib/gates/record-protocol";
import { methodsOf } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const WARNING = "Record already exists, but the error was ignored due to AUDITOR configuration.";

const add = recordWrite("record.add", {
  maxBytes: MAX_RECORD_BYTES,
  refuse: keepRefusedRecord,
  async handle({ caller, event }, text) {
    const record = parseRecord(text);
    if (isUnreadable(record)) event.unreadable = 1;
    const { skipped } = await addRecord(record, caller);
    return skipped === 0 ? empty() : Response.json({ warning: WARNING });
  },
});

const end = recordWrite("record.end", {
  maxBytes: MAX_RECORD_BYTES,
  refuse: keepRefusedRecord,
  async handle({ caller, event }, text) {
    const end = parseRecordEnd(text);
    if (await endRecord(end, caller.sites)) return empty();
    event.outcome = "not_found";
    return new Response(`Updating unknown record ${end.recordId} not possible.`, { status: 404 });
  },
});

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = methodsOf(
  { POST: add, PUT: end },
  wrongMethod,
);
