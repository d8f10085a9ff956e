import { expect, it } from "vitest";
import { z } from "zod";
import { makeMachine } from "@/lib/auth/factory";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { parseReport } from "../ingest/parse-report";
import { storeReports } from "../ingest/store-reports";
import { listAcceptedCases, listCurrentCases } from "../queries/machine";
import { serialiseCase, serialisePretty } from "../serialise";
import { column, describeColumns } from "./columns";
import type { CaseType } from "./definition";
import { readAccount, readNumber, readResource, readSummary, requireFields } from "./entry-fields";

// Nothing but this declaration: accounts whose nodes stand idle.
const idlenodes: CaseType<{ nodes: number }, { nodes: number; peak: number }> = {
  name: "idlenodes",
  feedKind: "idlenode",
  noun: "idle node",
  hasDecision: true,
  description: {
    table: "idlenodes",
    title: "Idle nodes",
    metric: "hours",
    cols: describeColumns([column("hours", "Hours", { type: "number" })]),
  },
  metricUnit: "hours",
  parseEntry(raw) {
    const entry = requireFields(raw, ["resource", "account", "hours", "nodes", "summary"]);
    return {
      account: readAccount(entry.account),
      resource: readResource(entry.resource),
      metric: readNumber(entry.hours, "hours"),
      summary: readSummary(entry.summary),
      detail: { nodes: readNumber(entry.nodes, "nodes") },
    };
  },
  detailSchema: z.object({ nodes: z.number(), peak: z.number() }),
  matches: () => true,
  compareMatches: (left, right) => left.id - right.id,
  createDetail: ({ detail: { nodes } }) => ({ nodes, peak: nodes }),
  merge: ({ detail: { peak } }, { metric, detail: { nodes } }) => ({
    metric,
    detail: { nodes, peak: Math.max(peak, nodes) },
  }),
  summarise: ({ created, existing }) => `${created} and ${existing}.`,
  serialise: ({ metric, resource, state }, detail) => ({
    resource,
    hours: metric,
    ...detail,
    state,
  }),
  prettySummary: (summary) => Object.entries(summary),
  hasPrettyMetric: true,
  hasUsageLink: false,
  formatMetric: (metric) => `${metric} h`,
  users: () => [],
  contact: "pi",
  facts: () => [],
};

it("a type is one declaration: reports, board and protocol follow from it", async () => {
  setClock(new Date(1_700_000_000_000));
  await db().cluster.create({ data: { id: "third", name: "Third" } });
  const { actor } = await makeMachine("detector", "third");
  const send = (hours: number, nodes: number) => {
    const content = { account: "a", resource: "cpu", hours, nodes, summary: null };
    const { report } = parseReport(idlenodes, [{ line: 1, content }]);
    return storeReports(actor, [report], {
      requestRef: "r",
      door: "idlenodes",
      answer: ([receipt]) => ({ status: 201, body: receipt?.feed ?? "" }),
    });
  };
  await send(3, 9);
  const { answer } = await send(5, 2);
  expect(answer.body).toBe("idlenode:third");
  const { cases } = await listCurrentCases(actor, idlenodes);
  expect(cases.map((item) => serialiseCase(idlenodes, item))).toMatchObject([
    { ticks: 2, hours: 5, nodes: 2, peak: 9, state: "pending", other: { notes: 0 } },
  ]);
  expect(cases.map((item) => serialisePretty(idlenodes, item))).toMatchObject([
    { hours_pretty: "5 h", actions: [{ id: "reject" }] },
  ]);
  await db().case.updateMany({ data: { state: "accepted", ticketNo: "T" } });
  expect(await listAcceptedCases(actor, idlenodes)).toEqual([
    { account: "a", metric: 5, resource: "cpu" },
  ]);
});
