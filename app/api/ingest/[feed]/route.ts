import { z } from "zod";
import { findRecordDoor } from "@/lib/accounting/ingest/door";
import { findCaseDoor } from "@/lib/cases/ingest/doors";
import { findDirectoryDoor } from "@/lib/directory/ingest/door";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { fileQuery, receiveFile } from "@/lib/gates/file-door";
import { receiveRows, rowsBody, rowsQuery } from "@/lib/gates/ingest";
import { text } from "@/lib/gates/parameters";
import { AppError } from "@/lib/platform/errors";
import { findStorageDoor } from "@/lib/storage/ingest/doors";

export const dynamic = "force-dynamic";

/** Counts what was received; what feeds add to it, each says itself. */
const receipt = z.looseObject({
  feed: z.string(),
  generation: z.int(),
  received: z.int(),
  stored: z.int(),
  unchanged: z.int(),
  rejected: z.array(z.looseObject({ line: z.int(), reason: z.string() })),
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints("/api/ingest/{feed}", {
  POST: endpoint({
    name: "ingest",
    summary: "Takes what a feed brings, rows or a file, and makes a generation",
    access: "bearer",
    parts: z.object({ feed: text() }),
    queries: [rowsQuery, fileQuery],
    headers: { "Idempotency-Key": "Sending the same key again gets the first answer again." },
    sends: {
      schema: z.union([rowsBody, z.string()]),
      types: ["application/json", "application/x-ndjson", "application/gzip", "text/plain"],
    },
    answers: {
      200: { about: "The receipt of a scan that is stored already", schema: receipt },
      201: { about: "The receipt", schema: receipt },
      202: {
        about: "The receipt of a scan that is held, with why: an admin takes or drops it",
        schema: receipt.extend({ held: z.array(z.string()) }),
      },
    },
    failures: [404, 409, 422],
    async handle(call) {
      const { feed } = call.params;
      const file = findStorageDoor(feed);
      if (file) return receiveFile(call, file);
      const rows = findCaseDoor(feed) ?? findRecordDoor(feed) ?? findDirectoryDoor(feed);
      if (rows) return receiveRows(call, rows);
      throw new AppError("not_found", `There is no feed ${feed.slice(0, 40)}.`);
    },
  }),
});
