import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import {
  allowedVerbs,
  assign,
  type CasePowers,
  caseStates,
  checkBackdate,
  claim,
  decide,
  decision,
  decisionVerbNames,
  type HeldCase,
  keptNote,
  linkTicket,
  MAX_NOTE_LENGTH,
  type Named,
  parseBackdate,
  personKey,
  release,
  requireNote,
  steal,
  unlinkTicket,
} from "./model";

const ana: Named = { id: 1, uid: "ana", cci: "tst-001", name: "Ana Lund" };
const bo: Named = { id: 2, uid: "bo", cci: null, name: "Bo Ek" };
const ticket = { no: "2026-17", id: 17, url: "https://tickets.example.org/17" };

function held(overrides: Partial<HeldCase> = {}): HeldCase {
  const base = { state: "pending", claimant: null, ticket: null, ...overrides } as const;
  return { ...base, claimantId: base.claimant?.id ?? null, ticketNo: base.ticket?.no ?? null };
}

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
    expect(claim(held(), ana)).toEqual({
      set: { claimantId: 1 },
      datum: "claimant",
      was: null,
      now: "tst-001",
    });
  });

  it("change nothing when the case is mine already", () => {
    expect(claim(held({ claimant: ana }), ana)).toBeNull();
  });

  it("tell the loser who has it", () => {
    const error = failure(() => claim(held({ claimant: bo }), ana));
    expect(error.code).toBe("conflict");
    expect(error.message).toContain("Bo Ek has claimed this case");
    expect(error.details).toEqual({ claimant: { uid: "bo", name: "Bo Ek" } });
  });

  it("are stolen from somebody else only", () => {
    expect(steal(held({ claimant: bo }), ana)).toMatchObject({ was: "bo", now: "tst-001" });
    expect(failure(() => steal(held(), ana)).code).toBe("invalid_state");
    expect(failure(() => steal(held({ claimant: ana }), ana)).code).toBe("invalid_state");
  });

  it("are released by their holder only", () => {
    expect(release(held({ claimant: ana }), ana)).toMatchObject({ was: "tst-001", now: null });
    expect(failure(() => release(held({ claimant: bo }), ana)).message).toContain("Bo Ek holds it");
    expect(failure(() => release(held(), ana)).message).toContain("nobody holds it");
  });

  it("are assigned to anybody but the one who has it", () => {
    expect(assign(held({ claimant: bo }), ana)).toMatchObject({ was: "bo", now: "tst-001" });
    expect(assign(held({ claimant: ana }), ana)).toBeNull();
  });

  it("name a person by CCI, or by uid where there is none", () => {
    expect([personKey(ana), personKey(bo)]).toEqual(["tst-001", "bo"]);
  });
});

describe("tickets", () => {
  it("are linked once, and replaced only on request", () => {
    expect(linkTicket(held(), ticket, false)).toMatchObject({ was: null, now: "2026-17" });
    expect(linkTicket(held({ ticket }), ticket, false)).toBeNull();
    const other = { ...ticket, no: "2026-18" };
    expect(failure(() => linkTicket(held({ ticket }), other, false)).code).toBe("conflict");
    expect(linkTicket(held({ ticket }), other, true)).toMatchObject({ was: "2026-17" });
  });

  it("stay on an accepted case", () => {
    expect(unlinkTicket(held({ ticket }))).toMatchObject({ was: "2026-17", now: null });
    expect(unlinkTicket(held())).toBeNull();
    const accepted = held({ ticket, state: "accepted" });
    expect(failure(() => unlinkTicket(accepted)).code).toBe("invalid_state");
  });
});

describe("decisions", () => {
  const table: [HeldCase["state"], boolean, string[]][] = [
    ["pending", false, ["reject"]],
    ["pending", true, ["accept", "reject"]],
    ["accepted", true, ["withdraw", "reopen"]],
    ["rejected", false, ["reopen"]],
    ["rejected", true, ["reopen"]],
    [null, true, []],
  ];

  it.each(table)("from %s with a ticket: %s are %j", (state, hasTicket, allowed) => {
    const facts = held({ state, ticket: hasTicket ? ticket : null });
    const possible = decisionVerbNames.filter((verb) => {
      try {
        return decide(facts, verb) !== null;
      } catch {
        return false;
      }
    });
    expect(possible).toEqual(allowed);
  });

  it("say where they lead", () => {
    expect(decision(held({ ticket }), "accept")).toMatchObject({ was: "pending", now: "accepted" });
    const accepted = held({ ticket, state: "accepted" });
    expect(decision(accepted, "withdraw").set).toEqual({ state: "rejected" });
    expect(decision(accepted, "reopen").set).toEqual({ state: "pending" });
  });

  it("are refused as 409, an accept without a ticket too", () => {
    expect(failure(() => decide(held(), "accept"))).toMatchObject({
      code: "invalid_state",
      status: 409,
    });
  });
});

describe("the offered verbs", () => {
  const powers: CasePowers = {
    personId: 1,
    canClaim: true,
    canNote: true,
    canTicket: true,
    canDecide: true,
  };

  it("are those that would work", () => {
    const facts = fc.record({
      state: fc.constantFrom(...caseStates, null),
      claimant: fc.constantFrom(null, ana, bo),
      ticket: fc.constantFrom(null, ticket),
    });
    fc.assert(
      fc.property(facts, (some) => {
        const one = held(some);
        const verbs = allowedVerbs(one, powers);
        expect(verbs.includes("claim")).toBe(one.claimantId === null);
        expect(verbs.includes("release")).toBe(one.claimantId === ana.id);
        expect(verbs.includes("steal")).toBe(one.claimantId === bo.id);
        for (const verb of decisionVerbNames) {
          const isOffered = verbs.includes(verb);
          if (isOffered) expect(() => decide(one, verb)).not.toThrow();
          else expect(() => decide(one, verb)).toThrow(AppError);
        }
      }),
    );
  });

  it("are none for somebody who may only read", () => {
    const reader = { personId: 3, canClaim: false, canNote: false, canTicket: false };
    expect(allowedVerbs(held({ ticket }), { ...reader, canDecide: false })).toEqual([]);
  });
});

describe("notes", () => {
  it("are kept verbatim, and an empty one is none", () => {
    expect(keptNote(" <b>as is</b>\n")).toBe(" <b>as is</b>\n");
    expect([keptNote(undefined), keptNote(""), keptNote(" \n")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("are bounded plain text", () => {
    expect(failure(() => keptNote("x".repeat(MAX_NOTE_LENGTH + 1))).fields).toHaveProperty("note");
    expect(failure(() => keptNote("a\0b")).code).toBe("invalid_input");
  });

  it("are required by some verbs", () => {
    for (const verb of ["steal", "note", "reject", "withdraw", "reopen"] as const) {
      expect(failure(() => requireNote(verb, " ")).fields).toHaveProperty("note");
    }
    expect(() => requireNote("claim", undefined)).not.toThrow();
    expect(() => requireNote("accept", undefined)).not.toThrow();
  });
});

describe("back-dating", () => {
  it.each([
    ["2019-03-31T10:31:00Z", "2019-03-31T10:31:00.000Z"],
    ["2019-03-31T10:31:00+02:00", "2019-03-31T08:31:00.000Z"],
    ["2019-03-31T10:31", "2019-03-31T10:31:00.000Z"],
    ["2019-03-31 10:31 AM", "2019-03-31T10:31:00.000Z"],
    ["2019-03-31 12:05 am", "2019-03-31T00:05:00.000Z"],
    ["2019-03-31 12:05 PM", "2019-03-31T12:05:00.000Z"],
  ])("reads %s", (text, iso) => {
    expect(parseBackdate(text).toISOString()).toBe(iso);
  });

  it.each(["", "yesterday", "2019-13-31T10:31:00Z", "2019-03-31 13:31 PM", "31/03/2019"])(
    "refuses %s",
    (text) => expect(failure(() => parseBackdate(text)).code).toBe("invalid_input"),
  );

  it("stays between the first report and now", () => {
    const first = new Date("2026-01-01T00:00:00Z");
    const now = new Date("2026-02-01T00:00:00Z");
    expect(() => checkBackdate(new Date("2026-01-10T00:00:00Z"), now, first)).not.toThrow();
    expect(() => checkBackdate(new Date("2026-03-01T00:00:00Z"), now, first)).toThrow("future");
    expect(() => checkBackdate(new Date("2025-12-01T00:00:00Z"), now, first)).toThrow("reported");
  });
});
