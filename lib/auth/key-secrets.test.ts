import { describe, expect, it } from "vitest";
import { hashToken, unseal } from "@/lib/platform/secrets";
import { newBasic, newBearer, newHmac } from "./key-secrets";

describe("new keys", () => {
  it("a bearer token carries its access name and is kept as a hash", () => {
    const { token, access, secretHash } = newBearer();
    expect(token).toMatch(/^hr_[A-Za-z0-9]{12}_[A-Za-z0-9]{40}$/);
    expect(token.slice(3, 15)).toBe(access);
    expect(secretHash).toBe(hashToken(token));
  });

  it("a signing key has 64 characters and is kept encrypted", () => {
    const { access, secret, secretCipher } = newHmac();
    expect(access).toMatch(/^[a-zA-Z0-9_]{16}$/);
    expect(secret).toMatch(/^[A-Za-z0-9+/]{64}$/);
    expect(secretCipher).not.toContain(secret);
    expect(unseal(secretCipher, access)).toBe(secret);
    expect(() => unseal(secretCipher, "another")).toThrow();
  });

  it("given values are checked", () => {
    expect(newHmac({ access: "a_1", secret: "x".repeat(64) }).access).toBe("a_1");
    expect(() => newHmac({ secret: "x".repeat(63) })).toThrow(/64 characters/);
    expect(() => newHmac({ secret: `${"x".repeat(63)} ` })).toThrow(/64 characters/);
    expect(() => newHmac({ access: "has space" })).toThrow(/letters/);
    expect(() => newHmac({ access: "a".repeat(17) })).toThrow(/letters/);
  });

  it("a basic key has a user name and a password", () => {
    const { access, password, secretHash } = newBasic();
    expect(access).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(secretHash).toBe(hashToken(password));
  });
});
