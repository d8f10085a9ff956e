import { addRecords } from "@/lib/accounting/ingest/add-records";
import { keepRefusedBatch } from "@/lib/accounting/ingest/keep-refused";
import { isUnreadable, MAX_BULK_BYTES } from "@/lib/accounting/model";
import { parseRecordQuery } from "@/lib/accounting/params/record-query";
import { streamRecords } from "@/lib/accounting/queries/stream-records";
import { parseRecords } from "@/lib/accounting/schema/read-record";
import { empty, recordRead, recordWrite, streamed, wrongMethod } from "@/lib/gates/record-protocol";
import { methodsOf } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const WARNING =
  "One or more records already exist, but the error was ignored due to AUDITOR configuration.";

const add = recordWrite("records.add", {
  maxBytes: MAX_BULK_BYTES,
  refuse: keepRefusedBatch,
  async handle({ caller, event }, text) {
    const records = parseRecords(text);
    event.rows = records.length;
    const unreadable = records.filter(isUnreadable).length;
    if (unreadable > 0) event.unreadable = unreadable;
    const { stored, skipped } = await addRecords(records, caller);
    event.stored = stored;
    return skipped === 0 ? empty() : Response.json({ warning: WARNING, inserted: stored, skipped });
  },
});

const read = recordRead("records.list", "records:read", async (call) => {
  const { url, signal } = call.request;
  const at = url.indexOf("?");
  const query = parseRecordQuery(at < 0 ? "" : url.slice(at + 1));
  return streamed(await streamRecords(query, call.caller.sites, signal), call);
});

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = methodsOf(
  { GET: read, POST: add },
  wrongMethod,
);
