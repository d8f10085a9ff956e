import { beforeAll, describe, expect, it } from "vitest";
import type { Viewer } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type CaseOverrides, makeBurst, makeCluster, makeViewer } from "../factory";
import { type CaseFacts, caseStates } from "../model";
import { type CaseVerb, caseVerbs, manyVerbs, verbOf } from "../model/verbs";
import type { ChangeCaseInput } from "../schema";
import { changeCases } from "./bulk";
import { changeCase } from "./change-case";

/** Every row of the table of verbs, on cases of every kind: a new row is tested by being there. */

let cluster: Awaited<ReturnType<typeof makeCluster>>;
let admin: Viewer;
let colleague: Viewer;
let newcomer: Viewer;

beforeAll(async () => {
  cluster = await makeCluster();
  admin = await makeViewer("admin", { leads: ["def-led"] });
  colleague = await makeViewer("analyst", { name: "Bo Ek" });
  newcomer = await makeViewer("analyst");
});

/** What the verb takes, good enough to be carried out. */
function inputOf(verb: CaseVerb, id: number, version = 1): ChangeCaseInput {
  const { takes, needsNote, needsVersion } = verbOf(verb);
  return {
    ...{ verb, id },
    ...(needsNote ? { note: `Why to ${verb}` } : {}),
    ...(needsVersion ? { version } : {}),
    ...(takes === "person" ? { uid: newcomer.uid } : {}),
    ...(takes === "ticket" ? { number: "2026-99", replace: true } : {}),
  } as ChangeCaseInput;
}

interface KnownCase {
  id: number;
  facts: CaseFacts;
}

/** One case of every kind: each state, free, mine or a colleague's, with a ticket or without. */
function everyCase(): Promise<KnownCase[]> {
  const kinds: CaseFacts[] = [...caseStates, null].flatMap((state) =>
    [null, admin.id, colleague.id].flatMap((claimantId) =>
      ["2026-17", null].map((ticketNo) => ({ state, claimantId, ticketNo })),
    ),
  );
  const possible = kinds.filter(({ state, ticketNo }) => state !== "accepted" || ticketNo);
  return Promise.all(
    possible.map(async (facts) => ({ id: (await makeBurst(cluster, facts)).id, facts })),
  );
}

const stored = (id: number) => db().case.findUniqueOrThrow({ where: { id } });
const events = (id: number) => listSubjectEvents("case", String(id));

/** A case that the verb can be done to. */
async function fitting(verb: CaseVerb, overrides: CaseOverrides = {}): Promise<number> {
  const found = (await everyCase()).find(({ facts }) => verbOf(verb).isOffered(facts, admin.id));
  if (!found) throw new Error(`no case can be given the verb ${verb}`);
  return (await makeBurst(cluster, { ...found.facts, ...overrides })).id;
}

async function isUntouched(id: number): Promise<void> {
  expect(await stored(id)).toMatchObject({ version: 1, historyCount: 0 });
  expect(await events(id)).toEqual([]);
}

describe.each(caseVerbs)("%s", (verb) => {
  const { permission, needsNote, isOffered } = verbOf(verb);

  it("is done where it is offered, with one history row, and nowhere else", async () => {
    for (const { id, facts } of await everyCase()) {
      const outcome = await changeCase(admin, inputOf(verb, id)).catch((error: unknown) => error);
      if (isOffered(facts, admin.id)) {
        expect(outcome).toMatchObject({ id, isChanged: true });
        expect(await stored(id)).toMatchObject({ version: 2, historyCount: 1 });
        const note = needsNote ? `Why to ${verb}` : null;
        expect(await events(id)).toMatchObject([{ verb, actorId: admin.uid, note }]);
        continue;
      }
      if (outcome instanceof AppError)
        expect(["conflict", "invalid_state"]).toContain(outcome.code);
      else expect(outcome).toMatchObject({ isChanged: false });
      await isUntouched(id);
    }
  });

  it("is forbidden without its permission, whatever else somebody may do", async () => {
    const id = await fitting(verb);
    const { [permission]: _, ...grants } = admin.grants;
    const refusal = changeCase({ ...admin, grants }, inputOf(verb, id));
    await expect(refusal).rejects.toMatchObject({ code: "forbidden" });
    await isUntouched(id);
  });

  it("reaches the own groups' cases only where the permission reaches no further", async () => {
    const viewer: Viewer = { ...admin, grants: { ...admin.grants, [permission]: "own" } };
    const foreign = await fitting(verb);
    const refusal = changeCase(viewer, inputOf(verb, foreign));
    await expect(refusal).rejects.toMatchObject({ code: "not_found" });
    await isUntouched(foreign);
    const own = await fitting(verb, { account: "def-led" });
    expect(await changeCase(viewer, inputOf(verb, own))).toMatchObject({ isChanged: true });
  });
});

describe.each(caseVerbs.filter((verb) => verbOf(verb).needsNote))("%s", (verb) => {
  it("says nothing without a note", async () => {
    const id = await fitting(verb);
    const wordless = { ...inputOf(verb, id), note: " " };
    await expect(changeCase(admin, wordless)).rejects.toMatchObject({
      code: "invalid_input",
      fields: { note: ["This needs a note."] },
    });
    await isUntouched(id);
  });
});

describe.each(caseVerbs.filter((verb) => verbOf(verb).needsVersion))("%s", (verb) => {
  it("is not done over what somebody else did meanwhile", async () => {
    const id = await fitting(verb);
    await changeCase(colleague, { verb: "note", id, note: "Wait" });
    await expect(changeCase(admin, inputOf(verb, id))).rejects.toMatchObject({
      code: "conflict",
      message: "Bo Ek changed this meanwhile (added a note). Look again, then decide.",
    });
    expect(await events(id)).toHaveLength(1);
  });
});

describe.each(manyVerbs)("%s of many", (verb) => {
  const { permission, needsNote, isOffered } = verbOf(verb);
  const note = needsNote ? "For all of them" : undefined;

  it("is done where it is offered, and the rest says why not", async () => {
    const cases = await everyCase();
    const ids = cases.map(({ id }) => id);
    const { done, skipped } = await changeCases(admin, { verb, ids, note });
    const offered = cases.filter(({ facts }) => isOffered(facts, admin.id)).map(({ id }) => id);
    expect(done.toSorted()).toEqual(offered.toSorted());
    expect([...done, ...skipped.map(({ id }) => id)].toSorted()).toEqual(ids.toSorted());
    for (const { because } of skipped) expect(because).toMatch(/^[A-Z].*\.$/);
    for (const id of done) expect((await events(id)).map((one) => one.verb)).toEqual([verb]);
    for (const { id } of skipped) await isUntouched(id);
  });

  it("is forbidden without its permission, and leaves other groups' cases alone", async () => {
    const foreign = await fitting(verb);
    const own = await fitting(verb, { account: "def-led" });
    const ids = [foreign, own];
    const { [permission]: _, ...grants } = admin.grants;
    const refusal = changeCases({ ...admin, grants }, { verb, ids, note });
    await expect(refusal).rejects.toMatchObject({ code: "forbidden" });
    const leader: Viewer = { ...admin, grants: { ...grants, [permission]: "own" } };
    expect(await changeCases(leader, { verb, ids, note })).toEqual({
      done: [own],
      skipped: [{ id: foreign, account: null, because: "There is no such case." }],
    });
    await isUntouched(foreign);
  });
});
