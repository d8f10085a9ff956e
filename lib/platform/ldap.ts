import "server-only";
import net from "node:net";
import tls from "node:tls";
import { Client, type Entry, ResultCodeError } from "ldapts";
import { env } from "./env";
import { AppError } from "./errors";

/** The one file that talks to an LDAP server. */

const PAGE_SIZE = 500;

/** Of an entry: the values by attribute, in lower case since servers differ in it. */
export interface LdapEntry {
  dn: string;
  attributes: ReadonlyMap<string, readonly string[]>;
}

export interface LdapSearch {
  base: string;
  filter: string;
  attributes: string[];
  /** `one`: entries directly below the base; `sub`: all. */
  scope: "one" | "sub";
  /** More entries than this are an error, since a part of a directory is none. */
  maxEntries: number;
}

export interface Ldap {
  /** All entries, page by page. */
  search(search: LdapSearch): Promise<LdapEntry[]>;
  /** Whether the server takes this password for that entry. */
  isPasswordOf(dn: string, password: string): Promise<boolean>;
}

/**
 * Works on one connection to the site's server, bound as the settings say; it ends with the work or
 * with `signal`. Throws `unavailable` with a sentence for whatever the server or the network did.
 */
export async function withLdap<Result>(
  work: (ldap: Ldap) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const { HEADROOM_LDAP_URL: url, HEADROOM_LDAP_START_TLS: isUpgraded } = env();
  if (!url) throw new AppError("invalid_state", "No LDAP server is set (HEADROOM_LDAP_URL).");
  const client = newClient(url);
  const end = () => void client.unbind().catch(() => undefined);
  signal?.addEventListener("abort", end, { once: true });
  try {
    signal?.throwIfAborted();
    const { hostname } = new URL(url);
    if (isUpgraded) {
      await client.startTLS(net.isIP(hostname) === 0 ? { servername: hostname } : {});
    }
    await bindAsConfigured(client);
    return await work({
      search: (search) => searchAll(client, search),
      isPasswordOf: (dn, password) => isPasswordOf(client, dn, password),
    });
  } catch (error) {
    throw asSentence(error, url);
  } finally {
    signal?.removeEventListener("abort", end);
    await client.unbind().catch(() => undefined);
  }
}

// SECURITY: the library connects again by itself where a connection was lost, without the upgrade
// to TLS and without the bind; half an answer from somebody unknown is worse than none.
function newClient(url: string): Client {
  const timeout = env().HEADROOM_LDAP_TIMEOUT_SECONDS * 1000;
  const once = <Connect>(connect: Connect): Connect => {
    let isUsed = false;
    return ((...parameters: unknown[]) => {
      if (isUsed) throw new Error("the connection was lost");
      isUsed = true;
      return (connect as (...all: unknown[]) => unknown)(...parameters);
    }) as Connect;
  };
  return new Client({
    url,
    timeout,
    connectTimeout: Math.min(timeout, 10_000),
    strictDN: false,
    createConnection: once(net.connect),
    createSecureConnection: once(tls.connect),
  });
}

async function bindAsConfigured(client: Client): Promise<void> {
  const { HEADROOM_LDAP_BIND_DN: dn = "", HEADROOM_LDAP_PASSWORD: password = "" } = env();
  await client.bind(dn, dn === "" ? "" : password);
}

async function searchAll(client: Client, search: LdapSearch): Promise<LdapEntry[]> {
  const { base, filter, attributes, scope, maxEntries } = search;
  const options = { filter, attributes, scope, paged: { pageSize: PAGE_SIZE } };
  const found: LdapEntry[] = [];
  for await (const { searchEntries } of client.searchPaginated(base, options)) {
    for (const entry of searchEntries) found.push(toLdapEntry(entry));
    if (found.length > maxEntries) {
      throw new AppError("too_large", `${base} has more than ${maxEntries} entries.`);
    }
  }
  return found;
}

function toLdapEntry({ dn, ...attributes }: Entry): LdapEntry {
  const pairs = Object.entries(attributes).map(([name, value]) => {
    const values = (Array.isArray(value) ? value : [value]).map(String);
    return [name.toLowerCase(), values] as const;
  });
  return { dn, attributes: new Map(pairs) };
}

/** What a server answers for a wrong password, an account without one, and a missing account. */
const REFUSALS = [32, 48, 49, 53];

async function isPasswordOf(client: Client, dn: string, password: string): Promise<boolean> {
  // SECURITY: a bind without a password succeeds as nobody.
  if (dn === "" || password === "") return false;
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError && REFUSALS.includes(error.code)) return false;
    throw error;
  }
}

function asSentence(error: unknown, url: string): unknown {
  if (error instanceof AppError) return error;
  const at = `The LDAP server ${new URL(url).host}`;
  const say = (what: string) => new AppError("unavailable", `${at} ${what}`, { cause: error });
  const told = plain(error);
  if (error instanceof ResultCodeError) {
    if (error.code === 49) return say("does not accept HEADROOM_LDAP_BIND_DN and its password.");
    // Without a text of its own the library only repeats the code.
    const reason = told.startsWith("Code:") ? error.name : told;
    return say(`answered with an error: ${reason} (code ${error.code}).`);
  }
  if (/time(d )?out/i.test(told)) {
    return say(`did not answer within ${env().HEADROOM_LDAP_TIMEOUT_SECONDS} s.`);
  }
  if (/connection (was lost|closed)|socket|ECONNRESET|EPIPE/i.test(told)) {
    return say("ended the connection before its answer was complete.");
  }
  return say(`cannot be reached: ${told}.`);
}

/** What the library says, in one line and without its own decoration. */
function plain(error: unknown): string {
  const message = (error as Error)?.message || String(error);
  const line = message.replace(/\s+/g, " ").trim();
  return line.replace(/ Code: 0x[0-9a-f]+$/i, "").replace(/\.$/, "");
}
