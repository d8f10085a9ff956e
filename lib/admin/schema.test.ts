import { describe, expect, test } from "vitest";
import {
  createClusterSchema,
  createComponentSchema,
  createKeySchema,
  createPersonSchema,
  rotateKeySchema,
} from "./schema";

const errorsOf = (result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
  (result.error?.issues ?? []).map((issue) => String(issue.path[0]));

describe("clusters", () => {
  test("an id is lower-case letters and digits, a letter first, at most 16", () => {
    for (const id of ["a", "testcluster", "cedar2", "a".repeat(16)]) {
      expect(createClusterSchema.safeParse({ id, name: "N" }).success).toBe(true);
    }
    for (const id of ["", "2cedar", "Cedar", "a-b", "a b", "é", "a".repeat(17), "a\n"]) {
      expect(errorsOf(createClusterSchema.safeParse({ id, name: "N" }))).toContain("id");
    }
  });

  test("a name has 1 to 32 characters on one line", () => {
    const id = "cedar";
    expect(createClusterSchema.safeParse({ id, name: "x".repeat(32) }).success).toBe(true);
    expect(createClusterSchema.parse({ id, name: "  Cedar  " }).name).toBe("Cedar");
    for (const name of ["", "   ", "x".repeat(33), "a\u0000b", "a\nb"]) {
      expect(errorsOf(createClusterSchema.safeParse({ id, name }))).toContain("name");
    }
  });

  test("what is missing is named", () => {
    expect(errorsOf(createClusterSchema.safeParse({ id: "x" }))).toEqual(["name"]);
  });
});

describe("components", () => {
  const component = { name: "Detector", service: "detector", clusterId: "cedar" };

  test("empty texts of a form are none", () => {
    const parsed = createComponentSchema.parse({
      ...component,
      id: "",
      site: "",
      volume: " ",
      intervalSeconds: "",
    });
    expect(parsed).toMatchObject({ id: null, site: null, volume: null, intervalSeconds: null });
  });

  test("the interval is a whole number of seconds up to a year", () => {
    const interval = (intervalSeconds: unknown) =>
      createComponentSchema.safeParse({ ...component, intervalSeconds });
    expect(interval("300").data?.intervalSeconds).toBe(300);
    expect(interval(31_536_000).success).toBe(true);
    for (const bad of ["0", "-1", "1.5", "soon", 31_536_001, "NaN"]) {
      expect(errorsOf(interval(bad))).toEqual(["intervalSeconds"]);
    }
  });

  test("the service is one of six, and ids have the right letters", () => {
    expect(errorsOf(createComponentSchema.safeParse({ ...component, service: "printer" }))).toEqual(
      ["service"],
    );
    for (const id of ["Bad", "1st", "a-b", "_a", "x".repeat(33)]) {
      expect(errorsOf(createComponentSchema.safeParse({ ...component, id }))).toEqual(["id"]);
    }
  });
});

describe("keys", () => {
  const key = { componentId: "cedar_detector", kind: "hmac" };

  test("an hmac secret has exactly 64 characters, its name at most 16 of the right ones", () => {
    expect(createKeySchema.safeParse({ ...key, secret: "s".repeat(64) }).success).toBe(true);
    for (const secret of ["s".repeat(63), "s".repeat(65), `${"s".repeat(63)} `]) {
      expect(errorsOf(createKeySchema.safeParse({ ...key, secret }))).toContain("secret");
    }
    for (const access of ["a".repeat(17), "a-b", "a b", "é"]) {
      expect(errorsOf(createKeySchema.safeParse({ ...key, access }))).toEqual(["access"]);
    }
  });

  test("a date is a date", () => {
    expect(createKeySchema.parse({ ...key, expiresAt: "2030-01-31" }).expiresAt).toEqual(
      new Date("2030-01-31T00:00:00Z"),
    );
    expect(createKeySchema.parse({ ...key, expiresAt: "" }).expiresAt).toBeNull();
    expect(errorsOf(createKeySchema.safeParse({ ...key, expiresAt: "soon" }))).toEqual([
      "expiresAt",
    ]);
  });

  test("the overlap is none, one hour, a day, or until somebody revokes the old key", () => {
    const overlap = (overlapHours: unknown) => rotateKeySchema.safeParse({ id: 1, overlapHours });
    expect(overlap("24").data?.overlapHours).toBe(24);
    expect(overlap(0).data?.overlapHours).toBe(0);
    expect(overlap("").data?.overlapHours).toBeNull();
    expect(overlap(undefined).data?.overlapHours).toBeNull();
    expect(overlap("2").success).toBe(false);
  });
});

describe("people", () => {
  const person = { uid: "ab12", name: "A B", roles: ["admin"] };

  test("roles come once each, in the order of the table", () => {
    const roles = ["admin", "analyst", "admin"];
    expect(createPersonSchema.parse({ ...person, roles }).roles).toEqual(["analyst", "admin"]);
    expect(createPersonSchema.parse({ ...person, roles: [] }).roles).toEqual([]);
    expect(errorsOf(createPersonSchema.safeParse({ ...person, roles: ["root"] }))).toEqual([
      "roles",
    ]);
  });

  test("a password has at least 12 characters, or there is none", () => {
    expect(createPersonSchema.parse({ ...person, password: "" }).password).toBeNull();
    expect(createPersonSchema.safeParse({ ...person, password: "x".repeat(12) }).success).toBe(
      true,
    );
    for (const password of ["short", "x".repeat(11), "x".repeat(201)]) {
      expect(errorsOf(createPersonSchema.safeParse({ ...person, password }))).toEqual(["password"]);
    }
  });

  test("an account name is a Unix one", () => {
    for (const uid of ["ab12", "_x", "first.last", "a-b"]) {
      expect(createPersonSchema.safeParse({ ...person, uid }).success).toBe(true);
    }
    for (const uid of ["", "1a", "Ab", "a b", "x".repeat(33)]) {
      expect(errorsOf(createPersonSchema.safeParse({ ...person, uid }))).toEqual(["uid"]);
    }
  });
});
