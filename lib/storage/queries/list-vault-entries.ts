import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { VaultParams } from "../params/lists";
import { groupScope, likeOf, orderBy, type Page, peopleByNumber, searchParts } from "./list-scope";

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

const nameOf = Prisma.sql`coalesce(g.name, 'gid:' || e.gid)`;
const ownerOf = Prisma.sql`coalesce(p.uid, 'uid:' || e.uid)`;

/** Entries; aliases `e`, `g` group, `p` owner. */
export const vaultTables = Prisma.sql`
  vault_entries e
  left join groups g on g.gid = e.gid
  left join ${peopleByNumber} p on p.number = e.uid`;

/** The columns of {@link VaultRow}. */
export const vaultColumns = Prisma.sql`
  e.id::text as id, e.path, e.action, ${ownerOf} as owner, ${nameOf} as "group",
  e.volume_name as volume, e.bytes, e.inode::text as inode,
  to_char(e.last_modified_on, 'YYYY-MM-DD') as "lastModifiedOn",
  to_char(e.first_on, 'YYYY-MM-DD') as "firstOn", to_char(e.gone_on, 'YYYY-MM-DD') as "goneOn",
  e.source_state as "sourceState", e.source_path as "sourcePath"`;

export type VaultFilters = Pick<
  VaultParams,
  "file" | "volume" | "owner" | "group" | "action" | "when" | "q"
>;

/** Scope first, then the filters of the page. Throws `forbidden`. */
export function vaultWhere(viewer: Viewer, filters: VaultFilters): Prisma.Sql {
  const { file, volume, owner, group, action, when, q } = filters;
  const parts = [groupScope(viewer)];
  if (action.length > 0) parts.push(Prisma.sql`e.action = any(${action})`);
  if (when === "now") parts.push(Prisma.sql`e.gone_on is null`);
  if (when === "gone") parts.push(Prisma.sql`e.gone_on is not null`);
  if (file) parts.push(Prisma.sql`e.path ilike ${likeOf(file)}`);
  if (volume) parts.push(Prisma.sql`e.volume_name ilike ${likeOf(volume)}`);
  if (owner) parts.push(Prisma.sql`${ownerOf} = ${owner}`);
  if (group.length > 0) parts.push(Prisma.sql`${nameOf} = any(${group})`);
  parts.push(...searchParts(q, [Prisma.sql`e.path`]));
  return Prisma.join(parts, " and ");
}

const orders: Readonly<Record<string, Prisma.Sql>> = {
  file: Prisma.sql`e.path`,
  action: Prisma.sql`e.action`,
  owner: ownerOf,
  group: nameOf,
  volume: Prisma.sql`e.volume_name`,
  bytes: Prisma.sql`e.bytes`,
  modified: Prisma.sql`e.last_modified_on`,
  since: Prisma.sql`e.first_on`,
  until: Prisma.sql`e.gone_on`,
};

/** The order of the page. */
export function vaultOrder(sort: VaultParams["sort"]): Prisma.Sql {
  const { id, isDesc } = readSort(sort);
  const unique = Prisma.sql`e.path, e.id`;
  return orderBy(orders[id] ?? Prisma.sql`e.first_on`, isDesc, unique);
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
      select count(*)::int as "rowCount", coalesce(sum(e.bytes), 0)::text as bytes
      from ${vaultTables} where ${where}`,
  ]);
  return { rows, rowCount: sums?.rowCount ?? 0, bytes: BigInt(sums?.bytes ?? 0) };
}
