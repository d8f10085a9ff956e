import { afterEach, describe, expect, test } from "vitest";
import { resetEnv } from "@/lib/platform/env";
import { clientAddress, isFromTrustedProxy } from "./address";

function headers(values: Record<string, string>) {
  return new Headers(values);
}

function trust(list: string): void {
  process.env.HEADROOM_TRUSTED_PROXIES = list;
  resetEnv();
}

afterEach(() => trust(""));

describe("the client's address", () => {
  test("is the peer when no proxy is trusted, whatever the client claims", () => {
    const request = headers({ "x-headroom-peer": "192.0.2.5", "x-forwarded-for": "203.0.113.1" });
    expect(clientAddress(request)).toBe("192.0.2.5");
    expect(isFromTrustedProxy(request)).toBe(false);
  });

  test("is the last hop that no trusted proxy added", () => {
    trust("10.0.0.0/8,192.0.2.5");
    const request = headers({
      "x-headroom-peer": "::ffff:192.0.2.5",
      "x-forwarded-for": "198.51.100.99, 203.0.113.1, 10.1.2.3",
    });
    expect(isFromTrustedProxy(request)).toBe(true);
    expect(clientAddress(request)).toBe("203.0.113.1");
  });

  test("trusts networks of both families", () => {
    trust("2001:db8::/32");
    expect(isFromTrustedProxy(headers({ "x-headroom-peer": "2001:db8::17" }))).toBe(true);
    expect(isFromTrustedProxy(headers({ "x-headroom-peer": "2001:db9::17" }))).toBe(false);
    expect(isFromTrustedProxy(headers({}))).toBe(false);
  });
});
