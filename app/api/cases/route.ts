import { findCaseType } from "@/lib/cases/case-types/registry";
import { receiveProtocolReport } from "@/lib/cases/ingest/doors";
import { listAcceptedCases, listCurrentCases } from "@/lib/cases/queries/machine";
import { serialiseCase, serialisePretty } from "@/lib/cases/serialise";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { readIdempotencyKey, storedResponse } from "@/lib/gates/idempotency";
import { answer, protocolRead, protocolReport, refuseMethod } from "@/lib/gates/protocol";
import { methodsOf } from "@/lib/gates/route";
import { AppError } from "@/lib/platform/errors";

export const dynamic = "force-dynamic";

const PARAMETERS = ["report", "view", "pretty", "cluster"];

const add = protocolReport(
  "cases.report",
  async ({ actor, request, ref, event }, { reports, content }) => {
    const key = request.headers.get("idempotency-key");
    const idempotency = readIdempotencyKey(key, [content]);
    const delivery = { requestRef: ref, idempotency };
    event.reports = reports.map(([type]) => type);
    return storedResponse(await receiveProtocolReport(actor, reports, delivery));
  },
  recordRefusal,
);

const read = protocolRead("cases.list", "protocol:read", async ({ actor, query }) => {
  const report = query.get("report");
  if (!report) throw new AppError("invalid_input", "Request did not specify report");
  const type = findCaseType(report);
  if (!type) throw new AppError("invalid_input", "Requested report not recognized");
  const strange = [...query.keys()].find((name) => !PARAMETERS.includes(name));
  if (strange !== undefined) {
    throw new AppError("invalid_input", `Requested parameter not recognized: ${strange}`);
  }
  const view = query.get("view");
  if (view !== null) {
    if (view !== "adjustor" || !type.hasDecision) {
      throw new AppError("invalid_input", "Requested view not recognized");
    }
    const accepted = await listAcceptedCases(actor, type);
    if (accepted.length === 0) return answer(null);
    const { metric: name } = type.description;
    return answer(
      accepted.map(({ account, metric, resource }) => ({
        account,
        [name]: metric,
        resource,
      })),
    );
  }
  const { epoch, cases } = await listCurrentCases(actor, type);
  if (cases.length === 0) return answer(null);
  const serialise = query.has("pretty") ? serialisePretty : serialiseCase;
  return answer({ epoch, results: cases.map((item) => serialise(type, item)) });
});

export const { GET, POST, PUT, PATCH, DELETE } = methodsOf({ GET: read, POST: add }, refuseMethod);
