import { describe, expect, test } from "vitest";
import { derivedKey, hashToken, isSameText, randomText, seal, unseal } from "./secrets";

describe("secrets", () => {
  test("a sealed text opens with its context only", () => {
    const sealed = seal("the secret", "access1");
    expect(sealed).not.toContain("the secret");
    expect(unseal(sealed, "access1")).toBe("the secret");
    expect(() => unseal(sealed, "access2")).toThrow();
  });

  test("a changed sealed text does not open", () => {
    const [version, nonce, tag, body = ""] = seal("the secret", "a").split(".");
    // The first letter: the last one of base64 may hold bits that mean nothing.
    const flipped = `${body.startsWith("A") ? "B" : "A"}${body.slice(1)}`;
    expect(() => unseal([version, nonce, tag, flipped].join("."), "a")).toThrow();
    expect(() => unseal("v0.a.b.c", "a")).toThrow();
  });

  test("sealing twice gives two texts", () => {
    expect(seal("x", "a")).not.toBe(seal("x", "a"));
  });

  test("purposes have keys of their own", () => {
    expect(derivedKey("session").equals(derivedKey("hmac-secrets"))).toBe(false);
  });

  test("random texts have the length and alphabet asked for", () => {
    expect(randomText(64, "secret")).toMatch(/^[A-Za-z0-9+/]{64}$/);
    expect(randomText(40)).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(new Set(Array.from({ length: 100 }, () => randomText(20))).size).toBe(100);
  });

  test("comparison and hash", () => {
    expect(isSameText("abc", "abc")).toBe(true);
    expect(isSameText("abc", "abd")).toBe(false);
    expect(isSameText("abc", "abcd")).toBe(false);
    expect(hashToken("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
