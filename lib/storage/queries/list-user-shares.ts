import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { personNames } from "@/lib/directory/queries/names";
import { ask, Prisma } from "@/lib/platform/db";
import { scansOf } from "./scans-of";
import { storageScope } from "./scope";

const userShare = z.object({
  user: z.string(),
  name: z.string().nullable(),
  used: z.string(),
  files: z.string(),
  /** Of one. */
  share: z.number(),
  lastModifiedOn: z.iso.date(),
  userCount: z.int(),
});

/** A user's part of what a group uses. */
export type UserShare = Omit<z.infer<typeof userShare>, "used" | "files" | "userCount"> & {
  usedBytes: bigint;
  usedInodes: bigint;
};

/** Users of one group over all volumes, the largest first, at most `limit`. Throws `forbidden`. */
export async function listUserShares(
  viewer: Viewer,
  gid: string,
  limit = 20,
): Promise<{ rows: UserShare[]; userCount: number }> {
  const owner = personNames(Prisma.sql`u.uid`);
  const found = await ask(userShare)`
    select ${owner.uid} as "user", max(${owner.name}) as name, sum(u.used_bytes)::text as used,
      sum(u.used_inodes)::text as files, count(*) over ()::int as "userCount",
      coalesce(sum(u.used_bytes) / nullif(sum(sum(u.used_bytes)) over (), 0), 0)::float8 as share,
      to_char(max(u.last_modified_on), 'YYYY-MM-DD') as "lastModifiedOn"
    from ${scansOf(null)} join user_usage u on u.scan_id = s.id ${owner.join}
    where ${storageScope(viewer)} and u.gid = ${gid}::bigint
    group by ${owner.uid} order by sum(u.used_bytes) desc, ${owner.uid} limit ${limit}`;
  const rows = found.map(({ used, files, userCount: _, ...row }) => ({
    ...row,
    usedBytes: BigInt(used),
    usedInodes: BigInt(files),
  }));
  return { rows, userCount: found[0]?.userCount ?? 0 };
}
