import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { makeGroup } from "@/lib/directory/factory";
import { db } from "@/lib/platform/db";
import { openPage } from "@/lib/platform/testing/lists";
import { makeStoredScan, makeVolume } from "../factory";
import { directoryList } from "../lists/directories";
import { decideDirectorySchema } from "../schema/decide-directory";
import { decideDirectories } from "./decide-directory";

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = { ...viewerWithoutPerson("lead", "Lead", ["pi"]), groups: ["team1"] };
const nobody = viewerWithoutPerson("none", "None", []);

const path = "/lustre/d1/teams/shared";
const directories = [
  { gid: 2001n, path, bucket: "alpha", bytes: 2n ** 40n, types: { bamBytes: 2n ** 39n } },
  { gid: 2001n, path, bucket: "users/jo", bytes: 5n, lastModifiedDays: 900 },
  { gid: 2002n, path, bucket: "alpha", bytes: 7n },
];
let baseId = 0;

const target = (bucket: string, version: number | null = null, gid = "2001") => ({
  gid,
  baseId,
  bucket,
  version,
});

const parse = (input: unknown) => decideDirectorySchema.parse(input);

const list = async (query: string, viewer = analyst) =>
  (await openPage(directoryList, viewer, query)).rows;

beforeAll(async () => {
  await makeGroup("team1", { gid: 2001n });
  await makeGroup("team2", { gid: 2002n });
  await makeVolume("d1");
  await makeStoredScan("d1", { recordOn: "2026-11-01", directories });
  baseId = (await db().baseDirectory.findFirstOrThrow({ where: { path } })).id;
});

beforeEach(async () => {
  await db().directoryDecision.deleteMany();
});

describe("directories", () => {
  it("lists the largest first, with bytes by type", async () => {
    const rows = await list("");
    expect(rows.map((row) => `${row.group} ${row.path}`)).toEqual([
      "team1 alpha",
      "team2 alpha",
      "team1 users/jo",
    ]);
    expect(rows[0]).toMatchObject({
      project: "teams/shared",
      fullPath: `${path}/alpha`,
      bam: 2n ** 39n,
      decision: null,
    });
  });

  it.each([
    ["group=team2", 1],
    ["minDays=800", 1],
    ["minSize=1TiB", 1],
    ["q=jo", 1],
    ["decision=none", 3],
    ["decision=keep", 0],
    ["decision=due", 0],
    ["sort=due", 3],
    ["sort=-decision", 3],
  ])("%s leaves %i", async (query, count) => {
    expect(await list(query)).toHaveLength(count);
  });

  it("a PI sees own groups only", async () => {
    expect(await list("", pi)).toHaveLength(2);
    await expect(list("", nobody)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a decision", () => {
  it("is kept with comment, due date and history, and survives the next scan", async () => {
    const input = parse({
      directories: [target("alpha")],
      action: "archive",
      comment: "after the paper",
      dueOn: "2026-12-24",
    });
    expect(await decideDirectories(pi, input)).toEqual({ done: 1, skipped: [] });
    await makeStoredScan("d1", { recordOn: "2026-11-02", directories });
    const [row] = await list("decision=archive");
    expect(row).toMatchObject({
      group: "team1",
      decision: "archive",
      comment: "after the paper",
      due: "2026-12-24",
      decidedBy: "lead",
      version: 1,
    });
    const { id } = await db().directoryDecision.findFirstOrThrow();
    const events = await db().historyEvent.findMany({
      where: { subjectType: "directory", subjectId: String(id) },
      orderBy: { id: "asc" },
    });
    expect(events.map(({ datum, now }) => [datum, now])).toEqual([
      ["action", "archive"],
      ["comment", "after the paper"],
      ["dueOn", "2026-12-24"],
    ]);
    expect(events[0]?.note).toBe(`d1: ${path}/alpha`);
  });

  it("changes only what is given", async () => {
    await decideDirectories(
      analyst,
      parse({ directories: [target("alpha")], action: "keep", comment: "mine" }),
    );
    await decideDirectories(
      analyst,
      parse({ directories: [target("alpha", 1)], action: "delete" }),
    );
    expect(await db().directoryDecision.findFirst()).toMatchObject({
      action: "delete",
      comment: "mine",
      version: 2,
    });
    await decideDirectories(analyst, parse({ directories: [target("alpha", 2)], action: "none" }));
    expect(await db().directoryDecision.findFirst()).toMatchObject({ action: null, version: 3 });
  });

  it("a version that is no longer the newest is a conflict", async () => {
    const decide = (version: number | null) =>
      decideDirectories(
        analyst,
        parse({ directories: [target("alpha", version)], action: "keep" }),
      );
    await decide(null);
    await expect(decide(null)).rejects.toMatchObject({ code: "conflict" });
    await expect(decide(7)).rejects.toMatchObject({ code: "conflict" });
    await decide(1);
  });

  it("of two first decisions at once one wins", async () => {
    const decide = (action: string) =>
      decideDirectories(analyst, parse({ directories: [target("alpha")], action }));
    const outcomes = await Promise.allSettled([
      decide("keep"),
      decide("delete"),
      decide("archive"),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await db().directoryDecision.count()).toBe(1);
  });

  it("of several, those that cannot be are skipped and named", async () => {
    await decideDirectories(analyst, parse({ directories: [target("users/jo")], action: "keep" }));
    const result = await decideDirectories(
      analyst,
      parse({
        directories: [target("alpha"), target("users/jo"), target("nothing")],
        action: "delete",
      }),
    );
    expect(result.done).toBe(1);
    expect(result.skipped.map(({ path }) => path)).toEqual([`${path}/users/jo`, "nothing"]);
  });

  it("reaches a PI's own groups only", async () => {
    const foreign = parse({ directories: [target("alpha", null, "2002")], action: "delete" });
    await expect(decideDirectories(pi, foreign)).rejects.toMatchObject({ code: "not_found" });
    const mixed = parse({
      directories: [target("alpha"), target("alpha", null, "2002")],
      action: "delete",
    });
    expect(await decideDirectories(pi, mixed)).toMatchObject({ done: 1 });
    await expect((async () => decideDirectories(nobody, foreign))()).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("wants a date that there is and a short comment", () => {
    const wrong = [{ dueOn: "2026-02-31" }, { comment: "x".repeat(2_001) }, { action: "burn" }];
    for (const fields of wrong) {
      const input = { directories: [target("alpha")], ...fields };
      expect(decideDirectorySchema.safeParse(input).success).toBe(false);
    }
  });
});
