import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { requirePermission } from "./access";

export interface AdminCounts {
  clusters: number;
  components: number;
  activeKeys: number;
  /** Active keys that end within a week. */
  keysEndingSoon: number;
  accounts: number;
}

const SOON_MS = 7 * 24 * 3_600_000;

/** How many of each there are, for the overview; needs `admin:components`. */
export async function countAdminRecords(actor: Actor): Promise<AdminCounts> {
  requirePermission(actor, "admin:components");
  const instant = now();
  const soon = new Date(instant.getTime() + SOON_MS);
  const working = { state: "active", OR: [{ expiresAt: null }, { expiresAt: { gt: instant } }] };
  const ending = { state: "active", expiresAt: { gt: instant, lte: soon } };
  const [clusters, components, activeKeys, keysEndingSoon, accounts] = await Promise.all([
    db().cluster.count(),
    db().component.count(),
    db().apiKey.count({ where: working }),
    db().apiKey.count({ where: ending }),
    db().person.count({ where: { disabledAt: null, roles: { some: {} } } }),
  ]);
  return { clusters, components, activeKeys, keysEndingSoon, accounts };
}
