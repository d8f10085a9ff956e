import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { envSchema, parseEnv, productionProblems } from "./env";

const secret = "k8Zt3vQp1LxW9bNc5RyUe7Ja2MdHf4Gs";

describe("settings", () => {
  test("an empty environment gives the defaults", () => {
    const settings = parseEnv({});
    expect(settings.PORT).toBe(3000);
    expect(settings.HEADROOM_ANALYSTS_DECIDE).toBe(false);
    expect(settings.HEADROOM_TRUSTED_PROXIES).toEqual([]);
  });

  test("an empty text counts as unset", () => {
    expect(parseEnv({ PORT: "", DATABASE_URL: "" }).PORT).toBe(3000);
  });

  test("one error names every bad setting", () => {
    const bad = { PORT: "none", HEADROOM_SECRET: "short", HEADROOM_TRUSTED_PROXIES: "nowhere" };
    expect(() => parseEnv(bad)).toThrow(
      /PORT[\s\S]*HEADROOM_SECRET[\s\S]*HEADROOM_TRUSTED_PROXIES/,
    );
  });

  test("production refuses a missing, a default and a guessable secret", () => {
    const url = "postgresql://u:p@127.0.0.1/h";
    const problems = (value?: string) =>
      productionProblems(parseEnv({ DATABASE_URL: url, HEADROOM_SECRET: value }));
    expect(problems(undefined)).toHaveLength(1);
    expect(problems("change-me-change-me-change-me-32")).toHaveLength(1);
    expect(problems("a".repeat(40))).toHaveLength(1);
    expect(problems(secret)).toEqual([]);
  });

  test("a proxy header without trusted proxies is refused", () => {
    const settings = parseEnv({
      DATABASE_URL: "postgresql://u:p@127.0.0.1/h",
      HEADROOM_SECRET: secret,
      HEADROOM_AUTH_PROXY_HEADER: "X-Authenticated-User",
    });
    expect(productionProblems(settings)).toHaveLength(1);
  });

  test("sign-in by LDAP needs a server, and never sends passwords in the clear", () => {
    const problems = (settings: Record<string, string>) =>
      productionProblems(
        parseEnv({
          DATABASE_URL: "postgresql://u:p@127.0.0.1/h",
          HEADROOM_SECRET: secret,
          HEADROOM_AUTH_LDAP: "true",
          ...settings,
        }),
      );
    const base = { HEADROOM_LDAP_PEOPLE_BASE: "ou=people" };
    expect(problems({})).toHaveLength(1);
    expect(problems({ ...base, HEADROOM_LDAP_URL: "ldap://ldap.example.org" })).toHaveLength(1);
    const upgraded = { HEADROOM_LDAP_URL: "ldap://ldap.example.org", HEADROOM_LDAP_START_TLS: "1" };
    expect(problems({ ...base, ...upgraded })).toEqual([]);
    expect(problems({ ...base, HEADROOM_LDAP_URL: "ldaps://ldap.example.org" })).toEqual([]);
    expect(problems({ ...base, HEADROOM_LDAP_URL: "ldap://127.0.0.1:389" })).toEqual([]);
  });

  test("a reader of the directory needs a password, and attributes are pairs", () => {
    const settings = parseEnv({
      DATABASE_URL: "postgresql://u:p@127.0.0.1/h",
      HEADROOM_SECRET: secret,
      HEADROOM_LDAP_BIND_DN: "cn=reader",
    });
    expect(productionProblems(settings)).toHaveLength(1);
    expect(() => parseEnv({ HEADROOM_LDAP_GROUP_ATTRIBUTES: "owner" })).toThrow(/field=attribute/);
    expect(() => parseEnv({ HEADROOM_LDAP_SYNC_CRON: "every day" })).toThrow(/crontab/);
  });

  test(".env.example and docs/operations.md name every setting and no other", () => {
    const known = Object.keys(envSchema.shape).sort();
    const example = readFileSync(".env.example", "utf8");
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]).sort();
    expect(named).toEqual(known);
    const operations = readFileSync("docs/operations.md", "utf8");
    const rows = [...operations.matchAll(/^\| `([A-Z_]+)` *\|/gm)].map((match) => match[1]).sort();
    expect(rows).toEqual(known);
  });
});
