import { beforeAll, expect, it } from "vitest";
import type { Viewer } from "@/lib/auth/model";
import { pool } from "@/lib/platform/db";
import { listFile } from "@/lib/platform/list/file";
import { expectFileToEqualPage, openFile } from "@/lib/platform/testing/lists";
import { getCaseType } from "../case-types/registry";
import { makeBurst, makeCluster, makeQueue, makeViewer } from "../factory";
import { changeCase } from "../mutations/change-case";
import { caseList } from "./cases";

let ana: Viewer;
let pi: Viewer;

const list = caseList(getCaseType("bursts"));

beforeAll(async () => {
  const cluster = await makeCluster({ id: "alder" });
  ana = await makeViewer("analyst", { uid: "ana", name: "Ana Lund" });
  pi = await makeViewer("pi", { leads: ["=cmd|calc"] });
  const { id } = await makeBurst(cluster, { account: "=cmd|calc", metrics: [99_999] });
  await changeCase(ana, { verb: "claim", id });
  await makeQueue(["alder"], { current: 1_700, archived: 10 });
});

async function textOf(viewer: Viewer, query: Record<string, string>, format = "csv") {
  const { pieces } = listFile(list, viewer, new URLSearchParams(query), format as "csv");
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

it("has every row of the list, not only one page, in the list's order", async () => {
  const lines = (await textOf(ana, { sort: "-pain", page: "2", size: "20" })).trim().split("\r\n");
  expect(lines).toHaveLength(1 + 1_701);
  expect(lines[0]).toBe(
    "id,cluster,ticks,account,pain,resource,state,summary,claimant,ticket,notes," +
      "reported_at,current,ticket_url",
  );
  expect(lines[1]).toMatch(/^\d+,alder,1,'=cmd\|calc,99999,cpu,pending,"\{.*\}",ana,,1,20/);
});

it("follows the filters and leaves hidden columns out", async () => {
  const text = await textOf(ana, { state: "rejected", columns: "summary,notes" }, "tsv");
  const [head, ...rows] = text.trim().split("\n");
  expect(head).not.toContain("summary");
  expect(rows).toHaveLength(170);
  expect(rows.every((row) => row.includes("rejected"))).toBe(true);
});

it("gives a PI the own cases only, without analysts and notes", async () => {
  const text = await textOf(pi, {}, "ndjson");
  const rows = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ account: "=cmd|calc", pain: 99_999, summary: { num_jobs: 12 } });
  expect(rows[0]).not.toHaveProperty("claimant");
  expect(rows[0]).not.toHaveProperty("notes");
});

it("gives its connection back when the reader goes away", async () => {
  for (let turn = 0; turn < 20; turn += 1) {
    const { pieces } = listFile(list, ana, new URLSearchParams(), "csv");
    await pieces.next();
    await pieces.next();
    await pieces.return(undefined);
  }
  expect(pool().idleCount).toBe(pool().totalCount);
});

it("every cell of a file", async () => {
  const [row] = await openFile(list, ana, "q=%3Dcmd");
  expect(row).toEqual({
    ...{ id: expect.any(Number), cluster: "alder", ticks: 1, account: "=cmd|calc" },
    ...{ pain: 99_999, resource: "cpu", state: "pending", claimant: "ana" },
    ...{ summary: { num_jobs: 12, cpus_total: 100 }, ticket: null, notes: 1 },
    ...{ reported_at: expect.stringMatching(/Z$/), current: true, ticket_url: null },
  });
});

it.each(["state=rejected&size=100", "claimant=me&size=100", "q=user1&state=accepted&size=100"])(
  "a file equals its page: %s",
  (query) => expectFileToEqualPage(list, ana, `${query}&resource=gpu`),
);

it("a key of one cluster reads no other", async () => {
  const within = { clusterId: "alder", sites: null, volume: null };
  const key = { ...ana, within };
  expect(await openFile(list, key, "state=rejected")).not.toHaveLength(0);
  await expect(openFile(list, key, "cluster=birch")).rejects.toMatchObject({ code: "forbidden" });
  const other = { ...ana, within: { ...within, clusterId: "birch" } };
  expect(await openFile(list, other, "")).toEqual([]);
});

it("every column that people order by is one that they can order by", () => {
  expect(list.table.spec.sortable).toEqual([
    ...["account", "cluster", "ticks", "pain", "resource", "state", "reported", "claimant"],
    ...["ticket", "notes"],
  ]);
});
