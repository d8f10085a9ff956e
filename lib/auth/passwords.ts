import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";

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
 * Checks a password. Failures are counted per account and address, so a stranger elsewhere cannot
 * lock a person out; nothing is kept in this process.
 */
export async function checkPassword(
  account: string,
  password: string,
  address: string,
): Promise<{ outcome: SignInOutcome; personId?: number }> {
  const uid = account.slice(0, 64);
  const since = new Date(now().getTime() - WINDOW_MS);
  const [pair, overall] = await Promise.all([
    db().signInFailure.count({ where: { account: uid, address, at: { gt: since } } }),
    db().signInFailure.count({ where: { address, at: { gt: since } } }),
  ]);
  if (pair >= FAILURES_PER_ACCOUNT || overall >= FAILURES_PER_ADDRESS) {
    return { outcome: "throttled" };
  }
  const person = await db().person.findUnique({ where: { uid }, include: { password: true } });
  decoy ??= hashPassword("nobody signs in with this");
  const known = person?.disabledAt ? undefined : person?.password?.hash;
  const isRight = await verify(known ?? (await decoy), password.slice(0, MAX_PASSWORD_LENGTH));
  if (!isRight || !known || !person) {
    await db().signInFailure.create({ data: { account: uid, address, at: now() } });
    return { outcome: "wrong" };
  }
  await db().signInFailure.deleteMany({ where: { account: uid, address } });
  return { outcome: "ok", personId: person.id };
}
