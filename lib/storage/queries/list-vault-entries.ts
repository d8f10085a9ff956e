import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { VaultParams } from "../params/lists";
import {
  groupScope,
  likeOf,
  ofGroups,
  orderBy,
  ownGroups,
  type Page,
  peopleByNumber,
  searchParts,
  volumePart,
} from "./list-scope";

/** A file that users marked, over the scans that saw it so. */
export interface VaultRow {
  /** Decimal digits. */
  id: string;
  path: string;
  action: string;
  owner: string;
  group: string;
  volume: string;
  bytes: bigint;
  /** 64 bits, as digits. */
  inode: string;
  lastModifiedOn: string;
  /** Record date of the first scan that saw it. */
  firstOn: string;
  /** Record date of the first scan without it; null: in the newest one. */
  goneOn: string | null;
  sourceState: string | null;
  sourcePath: string | null;
}

const nameOf = Prisma.sql`coalesce(g.name, 'gid:' || u.gid)`;
const ownerOf = Prisma.sql`coalesce(o.uid, 'uid:' || u.uid)`;

/** Entries; aliases `u`, `g` group, `o` owner. */
export const vaultTables = Prisma.sql`
  vault_entries u
  left join groups g on g.gid = u.gid
  left join ${peopleByNumber} o on o.number = u.uid`;

/** The columns of {@link VaultRow}. */
export const vaultColumns = Prisma.sql`
  u.id::text as id, u.path, u.action, ${ownerOf} as owner, ${nameOf} as "group",
  u.volume_name as volume, u.bytes, u.inode::text as inode,
  to_char(u.last_modified_on, 'YYYY-MM-DD') as "lastModifiedOn",
  to_char(u.first_on, 'YYYY-MM-DD') as "firstOn", to_char(u.gone_on, 'YYYY-MM-DD') as "goneOn",
  u.source_state as "sourceState", u.source_path as "sourcePath"`;

export type VaultFilters = Pick<
  VaultParams,
  "file" | "volume" | "owner" | "group" | "action" | "when" | "q"
>;

/** Scope first, then the filters of the page. Throws `forbidden`. */
export function vaultWhere(viewer: Viewer, filters: VaultFilters): Prisma.Sql {
  const { file, volume, owner, group, action, when, q } = filters;
  const parts = [groupScope(viewer), ...ownGroups(viewer)];
  if (action.length > 0) parts.push(Prisma.sql`u.action = any(${action})`);
  if (when === "now") parts.push(Prisma.sql`u.gone_on is null`);
  if (when === "gone") parts.push(Prisma.sql`u.gone_on is not null`);
  if (file) parts.push(Prisma.sql`u.path ilike ${likeOf(file)}`);
  if (volume) parts.push(volumePart(Prisma.sql`u.volume_name`, volume));
  if (owner) parts.push(Prisma.sql`${ownerOf} = ${owner}`);
  if (group.length > 0) parts.push(ofGroups(group));
  parts.push(...searchParts(q, [Prisma.sql`u.path`]));
  return Prisma.join(parts, " and ");
}

const orders: Readonly<Record<string, Prisma.Sql>> = {
  file: Prisma.sql`u.path`,
  action: Prisma.sql`u.action`,
  owner: ownerOf,
  group: nameOf,
  volume: Prisma.sql`u.volume_name`,
  bytes: Prisma.sql`u.bytes`,
  modified: Prisma.sql`u.last_modified_on`,
  since: Prisma.sql`u.first_on`,
  until: Prisma.sql`u.gone_on`,
};

/** The order of the page. */
export function vaultOrder(sort: VaultParams["sort"]): Prisma.Sql {
  const { id, isDesc } = readSort(sort);
  const unique = Prisma.sql`u.path, u.id`;
  return orderBy(orders[id] ?? Prisma.sql`u.first_on`, isDesc, unique);
}

/** One page of tracked files, with their bytes in all; two statements. Throws `forbidden`. */
export async function listVaultEntries(
  viewer: Viewer,
  params: VaultFilters & Pick<VaultParams, "page" | "size" | "sort">,
): Promise<Page<VaultRow> & { bytes: bigint }> {
  const where = vaultWhere(viewer, params);
  const { limit, offset } = pageWindow(params);
  const [rows, [sums]] = await Promise.all([
    db().$queryRaw<VaultRow[]>`
      select ${vaultColumns} from ${vaultTables} where ${where}
      ${vaultOrder(params.sort)} limit ${limit} offset ${offset}`,
    db().$queryRaw<{ rowCount: number; bytes: string }[]>`
      select count(*)::int as "rowCount", coalesce(sum(u.bytes), 0)::text as bytes
      from ${vaultTables} where ${where}`,
  ]);
  return { rows, rowCount: sums?.rowCount ?? 0, bytes: BigInt(sums?.bytes ?? 0) };
}
