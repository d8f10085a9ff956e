import { describe, expect, it } from "vitest";
import { MAX_BULK, MAX_NOTE_LENGTH } from "./model";
import { caseVerbs, manyVerbs, verbOf } from "./model/verbs";
import { changeCaseSchema, changeCasesSchema } from "./schema";

/** Enough of every verb's input to be let in. */
const full = { id: 7, version: 3, uid: "bo", number: "2026-17" };

const problems = (input: unknown) =>
  changeCaseSchema.safeParse(input).error?.issues.map(({ path }) => path.join(".")) ?? [];

describe("one verb on one case", () => {
  it.each(caseVerbs)("%s is let in with what its row asks for", (verb) => {
    expect(problems({ ...full, verb })).toEqual([]);
    const { version: _, ...blind } = full;
    expect(problems({ ...blind, verb })).toEqual(verbOf(verb).needsVersion ? ["version"] : []);
    expect(problems({ ...full, verb, id: 0 })).toEqual(["id"]);
    expect(problems({ ...full, verb, note: "x".repeat(MAX_NOTE_LENGTH + 1) })).toEqual(["note"]);
  });

  it("is one of the table", () => {
    expect(problems({ ...full, verb: "delete" })).toEqual(["verb"]);
    expect(problems({ ...full, verb: "constructor" })).toEqual(["verb"]);
    expect(problems(full)).toEqual(["verb"]);
  });

  it("assigns to somebody", () => {
    expect(problems({ ...full, verb: "assign", uid: "" })).toEqual(["uid"]);
  });

  it("links a ticket by number, to a web address, or takes it away", () => {
    const ticket = { ...full, verb: "ticket" };
    expect(problems({ ...ticket, number: "  " })).toEqual(["number"]);
    expect(problems({ ...ticket, number: undefined })).toEqual(["number"]);
    expect(problems({ ...ticket, url: "javascript:alert(1)" })).toEqual(["url"]);
    expect(problems({ ...ticket, ticketId: 0.5 })).toEqual(["ticketId"]);
    expect(problems({ ...ticket, number: null })).toEqual([]);
  });
});

describe("one verb on many cases", () => {
  it("is one of those that work on many, on some and not too many", () => {
    const isLetIn = (input: object) => changeCasesSchema.safeParse(input).success;
    const allowed = caseVerbs.filter((verb) => isLetIn({ verb, ids: [1] }));
    expect(allowed).toEqual(manyVerbs);
    expect(isLetIn({ verb: "claim", ids: [] })).toBe(false);
    expect(isLetIn({ verb: "claim", ids: Array.from({ length: MAX_BULK + 1 }, () => 1) })).toBe(
      false,
    );
  });
});
