import { describe, expect, test } from "vitest";
import { services } from "@/lib/auth/model";
import {
  defaultComponentId,
  describeUses,
  isOverdue,
  keyKindsOf,
  keyStateAt,
  overlapEnd,
  scopesOfService,
} from "./model";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe("overdue", () => {
  const heartbeat = { createdAt: ago(100_000), intervalSeconds: 300 };

  test("a component is overdue once it is silent for more than 1.5 intervals", () => {
    expect(isOverdue({ ...heartbeat, lastHeardAt: ago(450) }, now)).toBe(false);
    expect(isOverdue({ ...heartbeat, lastHeardAt: ago(451) }, now)).toBe(true);
  });

  test("one that never called counts from its creation", () => {
    expect(isOverdue({ ...heartbeat, lastHeardAt: null }, now)).toBe(true);
    expect(isOverdue({ ...heartbeat, lastHeardAt: null, createdAt: ago(400) }, now)).toBe(false);
  });

  test("without an expected interval nothing is overdue", () => {
    const silent = { createdAt: ago(9e8), lastHeardAt: null, intervalSeconds: null };
    expect(isOverdue(silent, now)).toBe(false);
  });
});

describe("keys", () => {
  test("an expiry counts from its very instant", () => {
    expect(keyStateAt({ state: "active", expiresAt: now }, now)).toBe("expired");
    expect(keyStateAt({ state: "active", expiresAt: new Date(now.getTime() + 1) }, now)).toBe(
      "active",
    );
    expect(keyStateAt({ state: "active", expiresAt: null }, now)).toBe("active");
  });

  test("a revoked key is revoked, not expired", () => {
    expect(keyStateAt({ state: "revoked", expiresAt: ago(60) }, now)).toBe("revoked");
  });

  test("an overlap never lets the old key live longer than before", () => {
    const soon = new Date(now.getTime() + 60_000);
    expect(overlapEnd(1, null, now)).toEqual(new Date(now.getTime() + 3_600_000));
    expect(overlapEnd(24, soon, now)).toEqual(soon);
    expect(overlapEnd(null, null, now)).toBeNull();
    expect(overlapEnd(0, null, now)).toEqual(now);
  });

  test("an hmac key is for those who speak the case protocol about a cluster", () => {
    const kinds = (service: (typeof services)[number], clusterId: string | null) =>
      keyKindsOf({ service, clusterId });
    expect(kinds("detector", "cedar")[0]).toBe("hmac");
    expect(kinds("scheduler", "cedar")[0]).toBe("hmac");
    expect(kinds("reader", null)).not.toContain("hmac");
    expect(kinds("collector", "cedar")[0]).toBe("basic");
    expect(kinds("collector", "cedar")).not.toContain("hmac");
    expect(kinds("monitor", null)[0]).toBe("bearer");
  });
});

describe("components", () => {
  test("detectors and schedulers need a cluster, nobody else does", () => {
    const needy = services.filter((service) => scopesOfService[service].isRequired);
    expect(needy).toEqual(["detector", "scheduler"]);
  });

  test("the id comes from scope and service where nobody names one", () => {
    expect(defaultComponentId("testcluster", "detector")).toBe("testcluster_detector");
    expect(defaultComponentId("Site-A", "collector")).toBe("site_a_collector");
    expect(defaultComponentId(null, "monitor")).toBe("monitor");
    expect(defaultComponentId("7th", "scanner")).toBeNull();
    expect(defaultComponentId("x".repeat(30), "scanner")).toBeNull();
  });
});

describe("what uses a record", () => {
  test("is said in words, singular and plural", () => {
    const uses = [
      { count: 2, one: "component", many: "components", names: ["a", "b"] },
      { count: 1, one: "case", many: "cases" },
      { count: 0, one: "feed", many: "feeds" },
    ];
    expect(describeUses(uses)).toBe("2 components (a, b) and 1 case");
  });

  test("names at most five", () => {
    const names = ["a", "b", "c", "d", "e"];
    expect(describeUses([{ count: 9, one: "key", many: "keys", names }])).toBe(
      "9 keys (a, b, c, d, e, …)",
    );
    expect(describeUses([])).toBe("");
  });
});
