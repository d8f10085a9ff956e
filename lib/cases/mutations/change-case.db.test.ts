import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Viewer } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import type { AppError } from "@/lib/platform/errors";
import { makeBurst, makeCluster, makeOldJob, makeViewer } from "../factory";
import { changeCase } from "./change-case";

let cluster: Awaited<ReturnType<typeof makeCluster>>;
let ana: Viewer;
let bo: Viewer;
let admin: Viewer;
let pi: Viewer;
let id: number;

beforeAll(async () => {
  cluster = await makeCluster();
  ana = await makeViewer("analyst", { name: "Ana Lund", cci: "tst-901" });
  bo = await makeViewer("analyst", { name: "Bo Ek", cci: null, uid: "bo" });
  admin = await makeViewer("admin", { name: "Ada Min" });
  pi = await makeViewer("pi", { leads: ["def-owned"] });
});

beforeEach(async () => {
  ({ id } = await makeBurst(cluster));
});

const stored = (caseId = id) => db().case.findUniqueOrThrow({ where: { id: caseId } });
const events = (caseId = id) => listSubjectEvents("case", String(caseId));
const failure = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error("it worked")),
    (error: AppError) => error,
  );

async function isUntouched(): Promise<void> {
  expect(await stored()).toMatchObject({ version: 1, historyCount: 0 });
  expect(await events()).toEqual([]);
}

async function linked(actor = ana) {
  const { version } = await stored();
  await changeCase(actor, { verb: "ticket", id, version, number: "2026-0017", ticketId: 17 });
  return (await stored()).version;
}

describe("a claim", () => {
  it("is written with one history row and counts", async () => {
    const result = await changeCase(ana, { verb: "claim", id, note: "Following up" });
    expect(result).toMatchObject({ id, verb: "claim", isChanged: true });
    expect(await stored()).toMatchObject({
      claimantId: ana.id,
      claimedAt: expect.any(Date),
      version: 2,
      historyCount: 1,
    });
    expect(await events()).toMatchObject([
      {
        verb: "claim",
        actorId: ana.uid,
        change: { datum: "claimant", was: null, now: "tst-901" },
        note: "Following up",
      },
    ]);
  });

  it("again changes nothing, and a note given with it is kept", async () => {
    await changeCase(ana, { verb: "claim", id });
    expect(await changeCase(ana, { verb: "claim", id })).toMatchObject({ isChanged: false });
    expect(await changeCase(ana, { verb: "claim", id, note: "Still on it" })).toMatchObject({
      verb: "note",
    });
    expect((await events()).map(({ verb }) => verb)).toEqual(["claim", "note"]);
    expect(await stored()).toMatchObject({ version: 3, historyCount: 2 });
  });

  it("of twenty people at once has one winner, and the others are told who", async () => {
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, n) => makeViewer("analyst", { name: `Racer ${n}` })),
    );
    const results = await Promise.allSettled(
      people.map((person) => changeCase(person, { verb: "claim", id })),
    );
    const winners = results.flatMap((one, n) => (one.status === "fulfilled" ? [people[n]] : []));
    expect(winners).toHaveLength(1);
    const name = winners[0]?.name;
    const messages = results.flatMap((one) =>
      one.status === "rejected" ? [(one.reason as AppError).message] : [],
    );
    expect(messages).toHaveLength(19);
    for (const message of messages) expect(message).toContain(`${name} has claimed this case`);
    expect(await stored()).toMatchObject({ claimantId: winners[0]?.id, version: 2 });
    expect(await events()).toHaveLength(1);
  });

  it("is refused to a PI, and out of everybody's reach is not found", async () => {
    const own = await makeBurst(cluster, { account: "def-owned" });
    expect((await failure(changeCase(pi, { verb: "claim", id: own.id }))).code).toBe("forbidden");
    expect((await failure(changeCase(ana, { verb: "claim", id: 2_000_000_000 }))).code).toBe(
      "not_found",
    );
  });

  it("is stolen with a note only", async () => {
    await changeCase(ana, { verb: "claim", id });
    expect(
      (await failure(changeCase(bo, { verb: "steal", id, version: 2, note: " " }))).fields,
    ).toHaveProperty("note");
    expect(
      (await failure(changeCase(ana, { verb: "steal", id, version: 2, note: "Mine" }))).code,
    ).toBe("invalid_state");
    await changeCase(bo, { verb: "steal", id, version: 2, note: "Ana is away" });
    expect((await events()).at(-1)).toMatchObject({
      verb: "steal",
      change: { datum: "claimant", was: "tst-901", now: "bo" },
      note: "Ana is away",
    });
    expect((await stored()).claimantId).toBe(bo.id);
  });

  it("is released by the holder only, not by an admin", async () => {
    await changeCase(ana, { verb: "claim", id });
    expect((await failure(changeCase(admin, { verb: "release", id }))).code).toBe("invalid_state");
    await changeCase(ana, { verb: "release", id });
    expect(await stored()).toMatchObject({ claimantId: null, claimedAt: null });
    expect((await events()).at(-1)).toMatchObject({ change: { was: "tst-901", now: null } });
  });

  it("is assigned to staff only, and not over somebody else's change", async () => {
    expect(
      (await failure(changeCase(ana, { verb: "assign", id, version: 1, uid: pi.uid }))).fields,
    ).toHaveProperty("uid");
    const disabled = await makeViewer("analyst");
    await db().person.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } });
    expect(
      (await failure(changeCase(ana, { verb: "assign", id, version: 1, uid: disabled.uid }))).code,
    ).toBe("invalid_input");
    await changeCase(ana, { verb: "assign", id, version: 1, uid: "bo" });
    const late = await failure(changeCase(admin, { verb: "assign", id, version: 1, uid: ana.uid }));
    expect(late).toMatchObject({ code: "conflict", status: 409 });
    expect(late.message).toBe(
      "Ana Lund changed this meanwhile (assigned it). Look again, then decide.",
    );
    expect((await stored()).claimantId).toBe(bo.id);
  });
});

describe("a note", () => {
  it("is kept verbatim", async () => {
    const note = "<script>alert('x')</script>\n\nsecond paragraph ";
    await changeCase(ana, { verb: "note", id, note });
    expect(await events()).toMatchObject([{ verb: "note", note, change: null }]);
    expect(await stored()).toMatchObject({ version: 2, historyCount: 1 });
  });

  it("must say something, and is refused to a PI", async () => {
    expect((await failure(changeCase(ana, { verb: "note", id, note: "  " }))).code).toBe(
      "invalid_input",
    );
    expect((await failure(changeCase(pi, { verb: "note", id, note: "Hello" }))).code).toBe(
      "forbidden",
    );
    await isUntouched();
  });

  it("may be back-dated, but not before the case nor into the future", async () => {
    setClock(new Date("2026-03-01T12:00:00Z"));
    ({ id } = await makeBurst(cluster));
    await changeCase(ana, { verb: "note", id, note: "Phoned", at: "2026-03-01 11:45 AM" });
    expect((await events())[0]?.at.toISOString()).toBe("2026-03-01T11:45:00.000Z");
    const future = changeCase(ana, { verb: "note", id, note: "x", at: "2026-03-01T12:00:01Z" });
    expect((await failure(future)).message).toContain("future");
    const before = changeCase(ana, { verb: "note", id, note: "x", at: "2026-02-01T12:00:00Z" });
    expect((await failure(before)).message).toContain("before");
  });
});

describe("a ticket", () => {
  it("is linked by number and id", async () => {
    await linked();
    expect(await stored()).toMatchObject({ ticketNo: "2026-0017", ticketId: 17 });
    expect(await events()).toMatchObject([
      { verb: "ticket", change: { datum: "ticket", was: null, now: "2026-0017" } },
    ]);
  });

  it("keeps an address of its own, but never a script", async () => {
    const url = "https://tickets.example.org/t/9";
    await changeCase(ana, { verb: "ticket", id, version: 1, number: "9", url });
    expect((await stored()).ticketUrl).toBe(url);
    const script = { id, version: 2, number: "8", url: "javascript:alert(1)", replace: true };
    expect((await failure(changeCase(ana, { verb: "ticket", ...script }))).code).toBe(
      "invalid_input",
    );
  });

  it("is replaced only on request", async () => {
    const version = await linked();
    const other = { id, version, number: "2026-0018" };
    expect((await failure(changeCase(bo, { verb: "ticket", ...other }))).code).toBe("conflict");
    await changeCase(bo, { verb: "ticket", ...other, replace: true });
    expect(await stored()).toMatchObject({ ticketNo: "2026-0018", ticketId: null });
    expect((await events()).at(-1)).toMatchObject({ change: { was: "2026-0017" } });
  });

  it("is refused to a PI and over somebody else's change", async () => {
    const wish = { id, version: 1, number: "1" };
    expect((await failure(changeCase(pi, { verb: "ticket", ...wish }))).code).toBe("forbidden");
    await changeCase(bo, { verb: "claim", id });
    expect((await failure(changeCase(ana, { verb: "ticket", ...wish }))).message).toContain(
      "Bo Ek",
    );
  });

  it("goes, but never from an accepted case", async () => {
    let version = await linked();
    await changeCase(admin, { verb: "accept", id, version });
    version += 1;
    expect(
      (await failure(changeCase(ana, { verb: "ticket", number: null, id, version }))).code,
    ).toBe("invalid_state");
    await changeCase(admin, { verb: "reopen", id, version, note: "Too early" });
    await changeCase(ana, { verb: "ticket", number: null, id, version: version + 1 });
    expect(await stored()).toMatchObject({ ticketNo: null, ticketId: null, ticketUrl: null });
  });
});

describe("a decision", () => {
  it("is written with its instant and one history row", async () => {
    const version = await linked();
    await changeCase(admin, { verb: "accept", id, version });
    expect(await stored()).toMatchObject({ state: "accepted", decidedAt: expect.any(Date) });
    expect((await events()).at(-1)).toMatchObject({
      verb: "accept",
      change: { datum: "state", was: "pending", now: "accepted" },
      note: null,
    });
  });

  it("accepts nothing without a ticket: 409", async () => {
    const error = await failure(changeCase(admin, { verb: "accept", id, version: 1 }));
    expect(error).toMatchObject({ code: "invalid_state", status: 409 });
    await isUntouched();
  });

  it("needs a note to reject, withdraw and reopen", async () => {
    for (const verb of ["reject", "withdraw", "reopen"] as const) {
      const error = await failure(changeCase(admin, { verb, id, version: 1 }));
      expect(error).toMatchObject({ code: "invalid_input", status: 400 });
    }
    await isUntouched();
  });

  it("is taken back and forth with notes", async () => {
    await changeCase(admin, { verb: "reject", id, version: 1, note: "Not a burst" });
    await changeCase(admin, { verb: "reopen", id, version: 2, note: "It is one" });
    expect(await stored()).toMatchObject({ state: "pending", decidedAt: null });
    const twice = changeCase(admin, { verb: "reopen", id, version: 3, note: "Again" });
    expect((await failure(twice)).code).toBe("invalid_state");
    expect((await events()).map(({ verb }) => verb)).toEqual(["reject", "reopen"]);
  });

  it("is for those with the permission, also where analysts have it", async () => {
    const wish = { id, version: 1, note: "Not a burst" };
    expect((await failure(changeCase(ana, { verb: "reject", ...wish }))).code).toBe("forbidden");
    const granted = { ...ana, grants: { ...ana.grants, "case:decide": "all" as const } };
    await changeCase(granted, { verb: "reject", ...wish });
    expect((await stored()).state).toBe("rejected");
  });

  it("is not made over a note that the decider has not seen", async () => {
    await changeCase(bo, { verb: "note", id, note: "Wait for the PI" });
    const error = await failure(changeCase(admin, { verb: "reject", id, version: 1, note: "No" }));
    expect(error.message).toContain("Bo Ek changed this meanwhile (added a note)");
    expect((await stored()).state).toBe("pending");
  });

  it("does not exist for an old job", async () => {
    const old = await makeOldJob(cluster);
    const error = await failure(
      changeCase(admin, { verb: "reject", id: old.id, version: 1, note: "No" }),
    );
    expect(error.code).toBe("invalid_state");
  });
});
