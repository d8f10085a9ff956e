import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { isLdapPassword } from "./ldap-passwords";

// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
// 2 is Argon2id; the package's enum cannot be used with verbatimModuleSyntax.
const OPTIONS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Failures a minute for one account from one address. */
const FAILURES_PER_ACCOUNT = 5;
/** Failures a minute from one address over all accounts: slows guessing names and passwords. */
const FAILURES_PER_ADDRESS = 30;
const WINDOW_MS = 60_000;

/** Longer ones are cut: hashing a megabyte would cost the site, not the sender. */
const MAX_PASSWORD_LENGTH = 200;

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

/** A hash nobody has the password of: unknown accounts take as long as known ones. */
let decoy: Promise<string> | undefined;

export type SignInOutcome = "ok" | "wrong" | "throttled";

/**
 * Checks a password: the one stored here or, where the site signs in by LDAP and none is stored,
 * the one that the directory server knows. Failures are counted per account and address, so a
 * stranger elsewhere cannot lock a person out; nothing is kept in this process. Throws
 * `unavailable` where the directory server does not answer.
 */
export async function checkPassword(
  account: string,
  password: string,
  address: string,
): Promise<{ outcome: SignInOutcome; personId?: number }> {
  const uid = account.slice(0, 64);
  if (await isThrottled(uid, address)) return { outcome: "throttled" };
  const person = await db().person.findUnique({ where: { uid }, include: { password: true } });
  const known = person?.disabledAt ? null : person;
  const isRight = await isPasswordOf(uid, known?.password?.hash, password);
  if (!isRight || !known) {
    await db().signInFailure.create({ data: { account: uid, address, at: now() } });
    return { outcome: "wrong" };
  }
  await db().signInFailure.deleteMany({ where: { account: uid, address } });
  return { outcome: "ok", personId: known.id };
}

async function isThrottled(uid: string, address: string): Promise<boolean> {
  const since = new Date(now().getTime() - WINDOW_MS);
  const [pair, overall] = await Promise.all([
    db().signInFailure.count({ where: { account: uid, address, at: { gt: since } } }),
    db().signInFailure.count({ where: { address, at: { gt: since } } }),
  ]);
  return pair >= FAILURES_PER_ACCOUNT || overall >= FAILURES_PER_ADDRESS;
}

async function isPasswordOf(
  uid: string,
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  const { HEADROOM_AUTH_PASSWORD: isLocal, HEADROOM_AUTH_LDAP: isLdap } = env();
  const cut = password.slice(0, MAX_PASSWORD_LENGTH);
  decoy ??= hashPassword("nobody signs in with this");
  const isRight = await verify(stored ?? (await decoy), cut);
  if (stored !== undefined && isLocal) return isRight;
  return isLdap ? isLdapPassword(uid, cut) : false;
}
