import "server-only";
import pg from "pg";
import { grantsOf, type Viewer } from "@/lib/auth/model";
import { getCaseType } from "@/lib/cases/case-types/registry";
import { caseList } from "@/lib/cases/lists/cases";
import { listCases } from "@/lib/cases/queries/list-cases";
import { pool } from "@/lib/platform/db";
import { loadListParams } from "@/lib/platform/list/params";
import type { Figure } from "./measure";

/** How the database reads the queue: never through the whole table of cases. */

interface Statement {
  text: string;
  values: unknown[];
}

/** Runs `work` and returns the statements that it sent. */
async function capture(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const { query } = pg.Client.prototype;
  const spy = function (this: pg.Client, ...given: unknown[]) {
    const config = given[0] as Statement | string;
    if (typeof config === "object") {
      const [, values] = given;
      statements.push({
        text: config.text,
        values: config.values ?? (Array.isArray(values) ? values : []),
      });
    }
    return Reflect.apply(query, this, given);
  };
  pg.Client.prototype.query = spy as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  Plans?: Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

const viewer: Viewer = {
  kind: "person",
  id: 1,
  uid: "bench1",
  cci: null,
  name: "Bench 1",
  givenName: null,
  roles: ["admin"],
  grants: grantsOf(["admin"]),
  groups: [],
};

/** Plans of the statements behind the first page of the queue, in the database of this process. */
export async function measureQueuePlan(): Promise<Figure[]> {
  const type = getCaseType("bursts");
  const params = await loadListParams(caseList(type), {});
  const statements = await capture(() => listCases(viewer, type, params));
  const about = statements.filter(({ text }) => /\bcases\b/.test(text) && /^\s*select/i.test(text));
  if (about.length === 0) throw new Error("the queue sent no statement about cases");
  const figures: Figure[] = [];
  for (const { text, values } of about) {
    const { rows } = await pool().query(`explain (analyze, format json) ${text}`, values);
    const [{ Plan: plan, "Execution Time": took }] = rows[0]["QUERY PLAN"] as [
      { Plan: Plan; "Execution Time": number },
    ];
    const reads = nodesOf(plan).filter((node) => node["Relation Name"] === "cases");
    figures.push({
      name: `how the queue's ${/count\(\*\)/.test(text) ? "length" : "page"} is read`,
      measured: `${reads.map((node) => node["Node Type"]).join(", ")}, ${took.toFixed(1)} ms`,
      limit: "",
      ratio: null,
      budget: "no Seq Scan on cases",
      isMet: reads.every((node) => node["Node Type"] !== "Seq Scan"),
    });
  }
  return figures;
}
