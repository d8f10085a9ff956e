import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import {
  expectFileToEqualPage,
  expectOrders,
  openFile,
  openPage,
} from "@/lib/platform/testing/lists";
import { slurmRecord } from "../factory";
import { addRecord, addRecords } from "../ingest/add-records";
import { decideConflict } from "../mutations/decide-conflict";
import { rollUp } from "../mutations/roll-up";
import { setSender } from "../mutations/set-sender";
import { getRecord } from "../queries/get-record";
import { listSenders } from "../queries/list-senders";
import { qualityReport } from "../queries/quality-report";
import { conflictList } from "./conflicts";

/** What comes under a taken id leaves a trace, and people decide what becomes of it. */

const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = viewerWithoutPerson("pi1", "Pi", ["pi"]);
const slurm = { actor: { id: "slurm" }, sites: null };
const nobody = { actor: null, sites: null };
const at = (minute: number) => setClock(new Date(Date.UTC(2026, 10, 28, 12, minute)));
const job = (id: string, user: string, stop: string | null = "2026-11-28T10:00:00Z") =>
  slurmRecord({ id, user, stop, cores: 2, start: "2026-11-28T08:00:00Z" });
const taken = { code: "conflict", message: "RECORD_EXISTS", status: 500 };

const line = (id: string, user: string) =>
  `{"record_id":"${id}","meta":{"site_id":["SiteA"],"group_id":["atlas"],"user_id":["${user}"]},` +
  `"components":[{"name":"Cores","amount":2,"scores":[]}],"start_time":"2026-11-28T08:00:00Z",` +
  `"stop_time":"2026-11-28T10:00:00Z","runtime":7200}`;

beforeAll(async () => {
  const data = ["slurm", "cloud"].map((id) => ({ id, name: id, service: "collector" }));
  await db().component.createMany({ data });
  at(0);
  await addRecords([job("a", "ada"), job("b", "ada"), job("c", "ada")], slurm);
});

describe("a taken id", () => {
  it("with equal content is counted, with other content kept", async () => {
    at(1);
    await expect(addRecord(job("a", "ada"), slurm)).rejects.toMatchObject(taken);
    // As it was sent before it ended.
    await expect(addRecord(job("a", "ada", null), slurm)).rejects.toMatchObject(taken);
    at(2);
    await expect(addRecord(job("a", "bob"), slurm)).rejects.toMatchObject(taken);
    at(3);
    const batch = [job("a", "bob"), job("b", "ada"), job("b", "eve"), job("new", "ada")];
    await expect(addRecords(batch, slurm)).rejects.toMatchObject(taken);
    at(4);
    await expect(addRecord(job("c", "zoe"), nobody)).rejects.toMatchObject(taken);
    expect(await getRecord("new", null)).toBeUndefined();
    const senders = await listSenders(analyst);
    expect(senders).toEqual([
      {
        ...{ source: "", name: "anonymous", ignoresDuplicates: false },
        ...{ repeatCount: 0n, openCount: 1 },
      },
      {
        ...{ source: "cloud", name: "cloud", ignoresDuplicates: false },
        ...{ repeatCount: 0n, openCount: 0 },
      },
      {
        ...{ source: "slurm", name: "slurm", ignoresDuplicates: false },
        ...{ repeatCount: 3n, openCount: 2 },
      },
    ]);
    const finding = (await qualityReport(analyst)).find(({ kind }) => kind === "conflicts");
    expect(finding).toMatchObject({
      count: 3,
      names: [
        { name: "slurm", count: 2 },
        { name: "anonymous", count: 1 },
      ],
    });
  });

  it("is decided once, with the reason, and counted again", async () => {
    const { rows } = await openPage(conflictList, admin, "sort=recordId");
    const [a = "", b = "", c = ""] = rows.map(({ id }) => id);
    const decide = (id: string, choice: "keep" | "rename" | "replace") =>
      decideConflict(admin, { id, choice, reason: `because ${choice}` });
    await expect(
      decideConflict(analyst, { id: a, choice: "keep", reason: "x" }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await decide(a, "rename");
    await decide(b, "replace");
    await decide(c, "keep");
    await expect(decide(c, "replace")).rejects.toMatchObject({ code: "conflict" });
    await expect(decide("999", "keep")).rejects.toMatchObject({ code: "not_found" });
    expect(await getRecord("a", null)).toBe(line("a", "ada"));
    expect(await getRecord("a~2", null)).toBe(line("a~2", "bob"));
    expect(await getRecord("b", null)).toBe(line("b", "eve"));
    expect(await getRecord("c", null)).toBe(line("c", "ada"));
    await rollUp();
    const counted = await db().$queryRaw<object[]>`
      select n.name, sum(core_us)::float8 / 3600000000 as hours from accounting_hours h
      join accounting_names n on n.id = h.user_id where core_us <> 0 group by 1 order by 1`;
    expect(counted).toEqual([
      { name: "ada", hours: 8 },
      { name: "bob", hours: 4 },
      { name: "eve", hours: 4 },
    ]);
    const events = await db().historyEvent.findMany({
      where: { subjectType: "record" },
      orderBy: { subjectId: "asc" },
      select: { subjectId: true, verb: true, note: true, was: true, now: true },
    });
    expect(events).toEqual([
      {
        ...{ subjectId: "a~2", verb: "rename", note: "because rename", was: null },
        now: line("a", "bob"),
      },
      {
        ...{ subjectId: "b", verb: "replace", note: "because replace" },
        ...{ was: line("b", "ada"), now: line("b", "eve") },
      },
      { subjectId: "c", verb: "keep", note: "because keep", was: null, now: null },
    ]);
  });

  it("is a success to a sender that is set so, and stays in the list", async () => {
    const set = { source: "cloud", ignoresDuplicates: true };
    await expect(setSender(analyst, set)).rejects.toMatchObject({ code: "forbidden" });
    const unknown = setSender(admin, { ...set, source: "nobody" });
    await expect(unknown).rejects.toMatchObject({ code: "not_found" });
    await setSender(admin, set);
    const cloud = { actor: { id: "cloud" }, sites: null };
    at(9);
    expect(await addRecord(job("c", "yan"), cloud)).toEqual({ stored: 0, skipped: 1 });
    const batch = [job("c", "ada"), job("fresh", "ada")];
    expect(await addRecords(batch, cloud)).toEqual({ stored: 1, skipped: 1 });
    const [sender] = (await listSenders(analyst)).filter(({ source }) => source === "cloud");
    expect(sender).toMatchObject({ ignoresDuplicates: true, repeatCount: 1n, openCount: 1 });
    await expect(addRecords(batch, slurm)).rejects.toMatchObject(taken);
  });
});

describe("the list", () => {
  it("shows another value in every cell", async () => {
    const { rows } = await openPage(conflictList, analyst, "sort=recordId&state=renamed");
    const times = { first: new Date("2026-11-28T12:02Z"), last: new Date("2026-11-28T12:03Z") };
    expect(rows).toEqual([
      {
        ...{ id: expect.any(String), recordId: "a", source: "slurm", state: "renamed", sent: 2 },
        ...{ ...times, storedAs: "a~2", decidedBy: "root" },
        ...{ stored: line("a", "ada"), came: line("a", "bob") },
      },
    ]);
    const [inFile] = await openFile(conflictList, analyst, "state=renamed");
    expect(inFile).toEqual({
      ...{ record_id: "a", source: "slurm", state: "renamed", sent_count: 2 },
      ...{ first_at: "2026-11-28T12:02:00Z", last_at: "2026-11-28T12:03:00Z" },
      ...{ stored_as: "a~2", decided_by: "root" },
      ...{ stored: line("a", "ada"), came: line("a", "bob") },
    });
  });

  it("is ordered and filtered alike on page and file", async () => {
    await expectOrders(conflictList, analyst);
    for (const query of ["source=slurm", "source=anonymous", "state=open", "q=b"]) {
      await expectFileToEqualPage(conflictList, analyst, query);
    }
    await expect(openPage(conflictList, pi)).rejects.toMatchObject({ code: "forbidden" });
  });
});
