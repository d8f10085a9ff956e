import { describe, expect, test } from "vitest";
import { directoryBodySchema, directoryGroupSchema, directoryPersonSchema } from "./schema";

describe("a person of a load", () => {
  test("needs only a uid, and what is left out stays out", () => {
    expect(directoryPersonSchema.parse({ uid: "ab12" })).toEqual({ uid: "ab12" });
    expect(directoryPersonSchema.parse({ uid: "ab12", email: null })).toEqual({
      uid: "ab12",
      email: null,
    });
  });

  test("numbers of 64 bits survive as digits", () => {
    const parse = (uidNumber: unknown) => directoryPersonSchema.safeParse({ uid: "a", uidNumber });
    expect(parse("9223372036854775807").data?.uidNumber).toBe("9223372036854775807");
    expect(parse(21001).data?.uidNumber).toBe("21001");
    expect(parse("007").data?.uidNumber).toBe("7");
    for (const bad of ["9223372036854775808", -1, 1.5, 2 ** 60, "12a"]) {
      expect(parse(bad).success).toBe(false);
    }
  });

  test("a language is two letters, an address an address", () => {
    expect(directoryPersonSchema.parse({ uid: "a", language: "FR" }).language).toBe("fr");
    expect(directoryPersonSchema.safeParse({ uid: "a", language: "french" }).success).toBe(false);
    expect(directoryPersonSchema.safeParse({ uid: "a", email: "nobody" }).success).toBe(false);
  });
});

test("a group needs a name without blanks or slashes", () => {
  expect(directoryGroupSchema.parse({ name: "def-pi1" })).toEqual({ name: "def-pi1" });
  for (const name of ["", "a b", "a/b", "a\u0000", "x".repeat(65)]) {
    expect(directoryGroupSchema.safeParse({ name }).success).toBe(false);
  }
});

test("a body has people, groups or both", () => {
  expect(directoryBodySchema.safeParse({ people: [] }).success).toBe(true);
  expect(directoryBodySchema.safeParse({ groups: [{}] }).success).toBe(true);
  for (const body of [{}, null, [], { people: "x" }]) {
    expect(directoryBodySchema.safeParse(body).success).toBe(false);
  }
});
