import "server-only";
import { groupReachOf, type Viewer } from "@/lib/auth/model";
import { findGroup } from "@/lib/directory/queries/groups";
import { AppError } from "@/lib/platform/errors";
import { findScannedNumber } from "@/lib/storage/queries/get-group-storage";

/** A group as its page names it, known to the directory or not. */
export interface GroupIdentity {
  name: string;
  /** Decimal digits; null for a group without a Unix number. */
  gid: string | null;
  /** Whether the directory has it. */
  isKnown: boolean;
  isGone: boolean;
  pi: { uid: string; name: string } | null;
}

/**
 * The group of an address: of the directory, `gid:<n>`, or a name that only reports know. Throws
 * `forbidden` for whoever reads nothing of any group, `not_found` for one out of reach. What nothing knows has no number; whether any
 * room says something of it is for the page to find out.
 */
export async function identifyGroup(viewer: Viewer, name: string): Promise<GroupIdentity> {
  const reach = groupReachOf(viewer);
  if (!reach) throw new AppError("forbidden", "Your roles do not allow this.");
  if (reach === "own" && !viewer.groups.includes(name)) {
    throw new AppError("not_found", "There is no such group.");
  }
  const known = await findGroup(viewer, name);
  if (known) {
    const { gid, pi, isGone } = known;
    return { name, gid, pi, isGone, isKnown: true };
  }
  const gid = reach === "all" ? await findScannedNumber(viewer, name) : null;
  return { name, gid, pi: null, isGone: false, isKnown: false };
}
