import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grantsOf } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";
import { caseStates, type HeldCase, type Named, personKey } from "../model";
import { type Act, requireNote, ruleOf } from "./rules";
import { allowedVerbs, type CaseVerb, caseVerbs, decisionVerbs, verbOf } from "./verbs";

const ana: Named = { id: 1, uid: "ana", cci: "tst-001", name: "Ana Lund" };
const bo: Named = { id: 2, uid: "bo", cci: null, name: "Bo Ek" };
const ticket = { no: "2026-17", id: 17, url: "https://tickets.example.org/17" };

function held(overrides: Partial<HeldCase> = {}): HeldCase {
  const base = { state: "pending", claimant: null, ticket: null, ...overrides } as const;
  return { ...base, claimantId: base.claimant?.id ?? null, ticketNo: base.ticket?.no ?? null };
}

const by = (me: Named, act: Partial<Act> = {}): Act => ({
  me,
  assignee: me,
  ticket: null,
  canReplace: false,
  ...act,
});

const claim = ruleOf("claim");
const steal = ruleOf("steal");
const release = ruleOf("release");
const assign = ruleOf("assign");
const changeTicket = ruleOf("ticket");

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("nothing was thrown");
}

describe("claims", () => {
  it("go to whoever asks while nobody holds the case", () => {
    expect(claim(held(), by(ana))).toEqual({
      set: { claimantId: 1 },
      datum: "claimant",
      was: null,
      now: "tst-001",
    });
  });

  it("change nothing when the case is mine already", () => {
    expect(claim(held({ claimant: ana }), by(ana))).toBeNull();
  });

  it("tell the loser who has it", () => {
    const error = failure(() => claim(held({ claimant: bo }), by(ana)));
    expect(error.code).toBe("conflict");
    expect(error.message).toContain("Bo Ek has claimed this case");
    expect(error.details).toEqual({ claimant: { uid: "bo", name: "Bo Ek" } });
  });

  it("are stolen from somebody else only", () => {
    expect(steal(held({ claimant: bo }), by(ana))).toMatchObject({ was: "bo", now: "tst-001" });
    expect(failure(() => steal(held(), by(ana))).code).toBe("invalid_state");
    expect(failure(() => steal(held({ claimant: ana }), by(ana))).code).toBe("invalid_state");
  });

  it("are released by their holder only", () => {
    expect(release(held({ claimant: ana }), by(ana))).toMatchObject({ was: "tst-001", now: null });
    expect(failure(() => release(held({ claimant: bo }), by(ana))).message).toContain(
      "Bo Ek holds it",
    );
    expect(failure(() => release(held(), by(ana))).message).toContain("nobody holds it");
  });

  it("are assigned to anybody but the one who has it", () => {
    expect(assign(held({ claimant: bo }), by(bo, { assignee: ana }))).toMatchObject({
      was: "bo",
      now: "tst-001",
    });
    expect(assign(held({ claimant: ana }), by(bo, { assignee: ana }))).toBeNull();
  });

  it("name a person by CCI, or by uid where there is none", () => {
    expect([personKey(ana), personKey(bo)]).toEqual(["tst-001", "bo"]);
  });
});

describe("tickets", () => {
  it("are linked once, and replaced only on request", () => {
    expect(changeTicket(held(), by(ana, { ticket }))).toMatchObject({ was: null, now: "2026-17" });
    expect(changeTicket(held({ ticket }), by(ana, { ticket }))).toBeNull();
    const other = { ...ticket, no: "2026-18" };
    const linked = held({ ticket });
    expect(failure(() => changeTicket(linked, by(ana, { ticket: other }))).code).toBe("conflict");
    const replaced = changeTicket(linked, by(ana, { ticket: other, canReplace: true }));
    expect(replaced).toMatchObject({ was: "2026-17", now: "2026-18" });
  });

  it("stay on an accepted case", () => {
    expect(changeTicket(held({ ticket }), by(ana))).toMatchObject({ was: "2026-17", now: null });
    expect(changeTicket(held(), by(ana))).toBeNull();
    const accepted = held({ ticket, state: "accepted" });
    expect(failure(() => changeTicket(accepted, by(ana))).code).toBe("invalid_state");
  });
});

describe("decisions", () => {
  const table: [HeldCase["state"], boolean, string[]][] = [
    ["pending", false, ["reject"]],
    ["pending", true, ["reject", "accept"]],
    ["accepted", true, ["withdraw", "reopen"]],
    ["rejected", false, ["reopen"]],
    ["rejected", true, ["reopen"]],
    [null, true, []],
  ];

  it.each(table)("from %s with a ticket: %s are %j", (state, hasTicket, allowed) => {
    const facts = held({ state, ticket: hasTicket ? ticket : null });
    expect(decisionVerbs.filter((verb) => verbOf(verb).isOffered(facts, ana.id))).toEqual(allowed);
  });

  it("say where they lead", () => {
    const pending = held({ ticket });
    expect(ruleOf("accept")(pending, by(ana))).toMatchObject({
      was: "pending",
      now: "accepted",
    });
    const accepted = held({ ticket, state: "accepted" });
    expect(ruleOf("withdraw")(accepted, by(ana))?.set).toEqual({ state: "rejected" });
    expect(ruleOf("reopen")(accepted, by(ana))?.set).toEqual({ state: "pending" });
  });

  it("are refused as 409, an accept without a ticket too", () => {
    const error = failure(() => ruleOf("accept")(held(), by(ana)));
    expect(error).toMatchObject({ code: "invalid_state", status: 409 });
    expect(error.message).toBe("Link a ticket first: a case is accepted with a ticket.");
    const twice = failure(() => ruleOf("withdraw")(held({ state: "rejected" }), by(ana)));
    expect(twice.message).toBe("This case is rejected; it cannot be withdrawn.");
    const old = failure(() => ruleOf("reject")(held({ state: null }), by(ana)));
    expect(old.message).toBe("This case is without a decision; it cannot be rejected.");
  });
});

describe("the offered verbs", () => {
  const admin = { id: ana.id, grants: grantsOf(["admin"]) };

  it("are those that would work", () => {
    const facts = fc.record({
      state: fc.constantFrom(...caseStates, null),
      claimant: fc.constantFrom(null, ana, bo),
      ticket: fc.constantFrom(null, ticket),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const one = held(some);
        const verbs = allowedVerbs(one, admin);
        for (const verb of caseVerbs) {
          const act = by(ana, { ticket, canReplace: true });
          const attempt = () => ruleOf(verb)(one, act);
          if (verbs.includes(verb)) expect(attempt).not.toThrow();
          // Claiming what is mine already is no mistake, but nothing to offer either.
          else if (verb !== "claim" || one.claimantId !== ana.id) expect(attempt).toThrow(AppError);
        }
      }),
    );
  });

  it("follow the grants, each verb its own", () => {
    const cases = [...caseStates, null].flatMap((state) =>
      [null, ana, bo].map((claimant) => held({ state, claimant, ticket })),
    );
    for (const verb of caseVerbs) {
      const grants = { [verbOf(verb).permission]: "all" } as const;
      const isOffered = (held: Partial<typeof grants>) =>
        cases.some((one) => allowedVerbs(one, { id: ana.id, grants: held }).includes(verb));
      expect([verb, isOffered(grants), isOffered({})]).toEqual([verb, true, false]);
    }
  });

  it("are none for somebody who may only read", () => {
    expect(allowedVerbs(held({ ticket }), { id: 3, grants: grantsOf(["pi"]) })).toEqual([]);
  });
});

describe("notes", () => {
  it("are required by some verbs", () => {
    const strict = caseVerbs.filter((verb) => verbOf(verb).needsNote);
    const known: CaseVerb[] = ["steal", "note", "reject", "withdraw", "reopen"];
    expect(strict).toEqual(expect.arrayContaining(known));
    for (const verb of strict) {
      expect(failure(() => requireNote(verb, " ")).fields).toHaveProperty("note");
    }
    expect(() => requireNote("claim", undefined)).not.toThrow();
    expect(() => requireNote("accept", undefined)).not.toThrow();
  });
});
