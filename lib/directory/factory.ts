import "server-only";
import { db } from "@/lib/platform/db";

/**
 * A group with its PI and members, by uid, all of whom must exist; the rest of the directory stays
 * as it is, which a load would not do.
 */
export async function makeGroup(
  name: string,
  wishes: { pi?: string; members?: string[]; gid?: bigint } = {},
): Promise<{ id: number; name: string }> {
  const { pi, members = [], gid = null } = wishes;
  return db().group.create({
    data: {
      name,
      gid,
      ...(pi === undefined ? {} : { pi: { connect: { uid: pi } } }),
      members: { create: members.map((uid) => ({ person: { connect: { uid } } })) },
    },
    select: { id: true, name: true },
  });
}
