import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { product } from "./product";

/**
 * Every setting of Headroom, read from the environment once and validated. Documented in
 * docs/operations.md; a unit test keeps the two and `.env.example` in step.
 */

const flag = (fallback: boolean) =>
  z
    .enum(["true", "false", "1", "0", "yes", "no", "on", "off"])
    .transform((text) => ["true", "1", "yes", "on"].includes(text))
    .default(fallback);

const wordList = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    );

const fieldPairs = wordList("").refine(
  (list) => list.every((pair) => /^[a-zA-Z]+=[\w.;-]*$/.test(pair)),
  { message: "must be field=attribute pairs, separated by commas" },
);

const addressList = wordList("").refine(
  (list) => list.every((item) => isIP(item.split("/")[0] ?? "") !== 0),
  { message: "must be IP addresses or networks such as 10.0.0.0/8, separated by commas" },
);

/** The secret that early examples carried; refused in production. */
const DEFAULT_SECRETS = ["dev", "secret", "changeme", "change-me-change-me-change-me-32"];

export const envSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HEADROOM_HOST: z.string().default("127.0.0.1"),
  HEADROOM_WEB_PROCESSES: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(() => Math.min(availableParallelism(), 4)),
  HEADROOM_URL: z.url({ protocol: /^https?$/ }).optional(),
  HEADROOM_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  HEADROOM_DATA_DIR: z
    .string()
    .default(".data")
    .transform((path) => resolve(product().root, path)),
  HEADROOM_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info"),
  HEADROOM_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(12),
  HEADROOM_SESSION_HOURS: z.coerce.number().int().min(1).max(168).default(12),
  HEADROOM_AUTH_PASSWORD: flag(true),
  HEADROOM_AUTH_LDAP: flag(false),
  HEADROOM_AUTH_PROXY_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  HEADROOM_TRUSTED_PROXIES: addressList,
  HEADROOM_OIDC_ISSUER: z.url().optional(),
  HEADROOM_OIDC_CLIENT_ID: z.string().optional(),
  HEADROOM_OIDC_CLIENT_SECRET: z.string().optional(),
  HEADROOM_OIDC_UID_CLAIM: z.string().default("preferred_username"),
  HEADROOM_LDAP_URL: z.url({ protocol: /^ldaps?$/ }).optional(),
  HEADROOM_LDAP_START_TLS: flag(false),
  HEADROOM_LDAP_BIND_DN: z.string().optional(),
  HEADROOM_LDAP_PASSWORD: z.string().optional(),
  HEADROOM_LDAP_GROUP_BASE: z.string().optional(),
  HEADROOM_LDAP_PEOPLE_BASE: z.string().optional(),
  HEADROOM_LDAP_GROUP_FILTER: z.string().default("(objectClass=*)"),
  HEADROOM_LDAP_PEOPLE_FILTER: z.string().default("(uid=*)"),
  HEADROOM_LDAP_GROUP_ATTRIBUTES: fieldPairs,
  HEADROOM_LDAP_PEOPLE_ATTRIBUTES: fieldPairs,
  HEADROOM_LDAP_SCOPE: z.enum(["one", "sub"]).default("one"),
  HEADROOM_LDAP_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(3_600).default(60),
  HEADROOM_LDAP_MIN_SHARE: z.coerce.number().min(0).max(1).default(0.5),
  HEADROOM_LDAP_SYNC_CRON: z
    .string()
    .regex(/^(?:[\d*,/-]+ ){4}[\d*,/-]+$/, "must be five fields as in a crontab")
    .default("23 4 * * *"),
  HEADROOM_ANALYSTS_DECIDE: flag(false),
  HEADROOM_BURSTS_USAGE_URI: z
    .string()
    .default("https://localhost/plots/{cluster}/{account}_{resource}.html"),
  HEADROOM_TICKET_URI: z
    .string()
    .default("https://localhost/otrs/index.pl?Action=AgentTicketZoom&TicketID={ticket_id}"),
  HEADROOM_ACCOUNTING_ANONYMOUS: wordList("").pipe(
    z.array(z.enum(["read", "write"], { error: "must be empty, `read` or `read,write`" })),
  ),
  HEADROOM_ACCOUNTING_SITE_KEYS: wordList("site_id,site").pipe(
    z.array(z.string()).min(1, "must name at least one meta key"),
  ),
  HEADROOM_ACCOUNTING_IGNORE_DUPLICATES: flag(false),
  HEADROOM_ACCOUNTING_BREAK_CONNECTIONS: flag(true),
  HEADROOM_ACCOUNTING_ARCHIVE_MONTHS: z.coerce.number().int().min(1).max(1_200).optional(),
  HEADROOM_ARCHIVE_DIR: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  HEADROOM_QUOTA_PROVIDERS: wordList("lfs").pipe(
    z.array(z.enum(["lfs", "files", "csv"], { error: "must be some of `lfs`, `files`, `csv`" })),
  ),
  HEADROOM_QUOTA_DIRECTORY: z.string().optional(),
  HEADROOM_QUOTA_CSV: z.string().optional(),
  HEADROOM_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(8 * 1024 * 1024),
  HEADROOM_MAX_INFLATED_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(64 * 1024 * 1024),
  HEADROOM_CHROMIUM: z.string().optional(),
});

export type Env = z.infer<typeof envSchema>;

let cached: Env | undefined;

/** Parses an environment; throws one error that names every bad setting on its own line. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.entries(source).filter(([, value]) => value !== undefined && value !== "");
  const parsed = envSchema.safeParse(Object.fromEntries(present));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`Bad settings\n  ${lines.join("\n  ")}`);
  }
  return parsed.data;
}

/** The settings of this process. */
export function env(): Env {
  const file = join(product().root, ".env");
  if (!cached && process.env.NODE_ENV !== "test" && existsSync(file)) {
    // What the environment says already stays.
    process.loadEnvFile(file);
  }
  cached ??= parseEnv(process.env);
  return cached;
}

/** Drops the cached settings; for tests and scripts that set the environment themselves. */
export function resetEnv(): void {
  cached = undefined;
}

/** Base URL under which people reach the site, without a trailing slash. */
export function siteUrl(): string {
  const { HEADROOM_URL, PORT } = env();
  return (HEADROOM_URL ?? `http://localhost:${PORT}`).replace(/\/$/, "");
}

/**
 * Whether a production process may start: the settings that have no safe default are there.
 * Returns one line a problem.
 */
export function productionProblems(settings: Env): string[] {
  const problems: string[] = [];
  if (!settings.DATABASE_URL) problems.push("DATABASE_URL is not set");
  if (!settings.HEADROOM_SECRET) {
    problems.push("HEADROOM_SECRET is not set (32 or more random characters)");
  } else if (
    DEFAULT_SECRETS.includes(settings.HEADROOM_SECRET) ||
    new Set(settings.HEADROOM_SECRET).size < 8
  ) {
    problems.push("HEADROOM_SECRET is a default or guessable value");
  }
  if (settings.HEADROOM_AUTH_PROXY_HEADER && settings.HEADROOM_TRUSTED_PROXIES.length === 0) {
    problems.push("HEADROOM_AUTH_PROXY_HEADER needs HEADROOM_TRUSTED_PROXIES");
  }
  if (settings.HEADROOM_OIDC_ISSUER && !settings.HEADROOM_OIDC_CLIENT_ID) {
    problems.push("HEADROOM_OIDC_ISSUER needs HEADROOM_OIDC_CLIENT_ID");
  }
  problems.push(...ldapProblems(settings));
  return problems;
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

function ldapProblems(settings: Env): string[] {
  const problems: string[] = [];
  const { HEADROOM_LDAP_URL: url } = settings;
  if (settings.HEADROOM_LDAP_BIND_DN && !settings.HEADROOM_LDAP_PASSWORD) {
    problems.push("HEADROOM_LDAP_BIND_DN needs HEADROOM_LDAP_PASSWORD");
  }
  if (!settings.HEADROOM_AUTH_LDAP) return problems;
  if (!url || !settings.HEADROOM_LDAP_PEOPLE_BASE) {
    problems.push("HEADROOM_AUTH_LDAP needs HEADROOM_LDAP_URL and HEADROOM_LDAP_PEOPLE_BASE");
  } else if (
    url.startsWith("ldap:") &&
    !settings.HEADROOM_LDAP_START_TLS &&
    !LOOPBACK.includes(new URL(url).hostname)
  ) {
    // SECURITY: people's passwords would cross the network readable.
    problems.push("HEADROOM_AUTH_LDAP needs an ldaps:// address or HEADROOM_LDAP_START_TLS");
  }
  return problems;
}
