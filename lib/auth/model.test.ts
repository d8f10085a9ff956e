import { describe, expect, test } from "vitest";
import { grantsOf, may, mayService, permissions, type Role, type Viewer } from "./model";

function viewer(...roles: Role[]): Viewer {
  return {
    kind: "person",
    id: 1,
    uid: "u",
    cci: null,
    name: "U",
    givenName: null,
    roles,
    grants: grantsOf(roles),
    groups: [],
  };
}

describe("permissions", () => {
  test("an admin may do everything, everywhere", () => {
    const admin = viewer("admin");
    expect(permissions.filter((permission) => admin.grants[permission] !== "all")).toEqual([]);
  });

  test("an analyst works on cases but decides nothing", () => {
    const analyst = viewer("analyst");
    expect(may(analyst, "case:claim")).toBe(true);
    expect(may(analyst, "case:decide")).toBe(false);
    expect(permissions.filter((p) => p.startsWith("admin:") && may(analyst, p))).toEqual([]);
  });

  test("a site can let analysts decide", () => {
    expect(grantsOf(["analyst"], true)["case:decide"]).toBe("all");
    expect(grantsOf(["pi"], true)["case:decide"]).toBeUndefined();
  });

  test("a PI reaches the own groups only, unless another role reaches further", () => {
    expect(grantsOf(["pi"])["case:read"]).toBe("own");
    expect(grantsOf(["pi", "analyst"])["case:read"]).toBe("all");
    expect(grantsOf(["pi"])["case:note"]).toBeUndefined();
  });

  test("without a role nothing is allowed", () => {
    expect(grantsOf([])).toEqual({});
  });

  test("a machine may do what its service does", () => {
    const base = {
      kind: "component",
      id: "c",
      name: "C",
      clusterId: "x",
      site: null,
      volume: null,
      keyId: 1,
    } as const;
    expect(mayService({ ...base, service: "detector" }, "feed:bursts")).toBe(true);
    expect(mayService({ ...base, service: "scheduler" }, "feed:bursts")).toBe(false);
    expect(mayService({ ...base, service: "scheduler" }, "protocol:adjustor")).toBe(true);
    expect(mayService({ ...base, service: "monitor" }, "protocol:read")).toBe(false);
  });
});
