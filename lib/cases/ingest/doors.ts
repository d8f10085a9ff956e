import "server-only";
import type { ComponentActor } from "@/lib/auth/model";
import { type ServicePermission, servicePermissionTable } from "@/lib/auth/model";
import { MAX_VALUE_BYTES } from "@/lib/dataspace/encoding";
import {
  type Delivered,
  type FeedDoor,
  type IdempotencyKey,
  ReportRefused,
} from "@/lib/dataspace/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { AppError } from "@/lib/platform/errors";
import type { CaseType } from "../case-types/definition";
import { findCaseType } from "../case-types/registry";
import { type CaseReport, MAX_ENTRIES, parseReport } from "./parse-report";
import { caseFeed, clusterOf, storeReports } from "./store-reports";

/** The feed of the uniform ingest route that takes reports of this case type, or undefined. */
export function findCaseDoor(name: string): FeedDoor | undefined {
  const type = findCaseType(name);
  return type && caseDoor(type);
}

// A type without a row of its own in the table is sent by whoever may report by the protocol.
function permissionOf(type: CaseType): ServicePermission {
  const own = `feed:${type.name}`;
  return Object.hasOwn(servicePermissionTable, own)
    ? (own as ServicePermission)
    : "protocol:report";
}

function caseDoor(type: CaseType): FeedDoor {
  return {
    name: type.name,
    permission: permissionOf(type),
    // The rows become one product, so a greater body could not be stored.
    maxBytes: MAX_VALUE_BYTES,
    maxRows: MAX_ENTRIES,
    feedOf: (actor) => caseFeed(type, clusterOf(actor)),
    async store(actor, { rows, ...delivery }) {
      const { report, rejected: badRows } = parseReport(type, rows);
      if (badRows.length > 0) {
        const feed = caseFeed(type, clusterOf(actor));
        const message = `${badRows.length} of ${rows.length} rows are not valid; nothing is stored.`;
        throw new ReportRefused(message, 422, { feed, receivedCount: rows.length, badRows });
      }
      return storeReports(actor, [report], {
        ...delivery,
        door: type.name,
        answer: ([receipt]) => ({ status: 201, body: JSON.stringify(receipt) }),
      });
    },
    refuse: recordRefusal,
  };
}

/**
 * Takes the arrays of a protocol report, in the order of the body. Throws `invalid_input` (400)
 * with the protocol's sentence for the first thing that is wrong; then nothing is stored.
 */
export async function receiveProtocolReport(
  actor: ComponentActor,
  reports: readonly (readonly [type: string, rows: unknown])[],
  delivery: { requestRef: string; idempotency?: IdempotencyKey | undefined },
): Promise<Delivered> {
  const checked = reports.map(([name, rows]) => checkReport(actor, name, rows));
  return storeReports(actor, checked, {
    ...delivery,
    door: "protocol",
    answer: (receipts) => {
      const status = receipts.length > 0 ? 201 : 200;
      return { status, body: JSON.stringify({ status }) };
    },
  });
}

function checkReport(actor: ComponentActor, name: string, rows: unknown): CaseReport {
  const type = findCaseType(name);
  if (!type) throw new AppError("invalid_input", `Unrecognized report type: ${name.slice(0, 64)}`);
  const intro = `Does not conform to API for report type ${name}: `;
  const feed = caseFeed(type, clusterOf(actor));
  if (!Array.isArray(rows)) {
    const facts = { feed, receivedCount: 0, badRows: [] };
    throw new ReportRefused(`${intro}The report must be an array`, 400, facts);
  }
  const numbered = rows.map((content, index) => ({ line: index + 1, content }));
  const { report, rejected: badRows } = parseReport(type, numbered);
  const [first] = badRows;
  if (!first) return report;
  const facts = { feed, receivedCount: rows.length, badRows };
  throw new ReportRefused(intro + first.reason, 400, facts);
}
