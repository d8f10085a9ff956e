import "server-only";
import { db, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";

/** Rows that each list of a snapshot has; an absent list marks nobody gone. */
export interface Found {
  people?: number | undefined;
  groups?: number | undefined;
}

/**
 * Throws `conflict` where a snapshot names less of people or groups than the share that the site has
 * set: a source that lost its data, or sees little of it, must not mark everybody gone.
 */
export async function requireShare(
  found: Found,
  { source, remedy }: { source: string; remedy: string },
  tx: Pick<Tx, "person" | "group"> = db(),
): Promise<void> {
  const share = env().HEADROOM_LDAP_MIN_SHARE;
  const known = {
    people: await tx.person.count({ where: { goneAt: null, roles: { none: {} }, password: null } }),
    groups: await tx.group.count({ where: { goneAt: null } }),
  };
  for (const list of ["people", "groups"] as const) {
    const count = found[list];
    if (count === undefined || known[list] === 0) continue;
    if (count > 0 && count >= known[list] * share) continue;
    throw new AppError(
      "conflict",
      `${source} names ${count} ${list} where ${known[list]} are known; nothing was changed. ` +
        `If this is right, ${remedy}.`,
    );
  }
}
