import "server-only";
import { groupReachOf, type Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";

/** A group as the directory has it. */
export interface DirectoryGroup {
  name: string;
  /** Decimal digits: a Unix number may need 64 bits. Null for a group without one. */
  gid: string | null;
  pi: { uid: string; name: string } | null;
  memberCount: number;
  isGone: boolean;
}

const numberOf = (name: string): string | undefined => /^gid:(-?\d{1,18})$/.exec(name)?.[1];

/**
 * The group of this name, or of `gid:<n>`, gone ones too, or null. Who leads a group reaches it by
 * its name only; everybody else of whom a room shows all groups reaches every one.
 */
export async function findGroup(viewer: Viewer, name: string): Promise<DirectoryGroup | null> {
  if (groupReachOf(viewer) !== "all" && !viewer.groups.includes(name)) return null;
  const digits = numberOf(name);
  const stored = await db().group.findUnique({
    where: digits === undefined ? { name } : { gid: BigInt(digits) },
    select: {
      name: true,
      gid: true,
      goneAt: true,
      pi: { select: { uid: true, name: true } },
      _count: { select: { members: true } },
    },
  });
  if (!stored) return null;
  const { gid, goneAt, pi, _count } = stored;
  return {
    name: stored.name,
    gid: gid === null ? null : String(gid),
    pi,
    memberCount: _count.members,
    isGone: goneAt !== null,
  };
}
