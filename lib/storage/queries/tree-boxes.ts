import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import type { TreeParams } from "../params/lists";
import { groupScope, pseudoGroups, relativePath } from "./list-scope";

/** Boxes that are drawn; smaller ones are only counted. */
const MAX_BOXES = 1_000;

/** What a step of the tree divides into. */
export type TreeStep = "groups" | "bases" | "buckets";

/** A group, a base directory or a directory below one, and all that lies below it. */
export interface TreeBox {
  id: string;
  name: string;
  /** Where its volume is not the same for all. */
  volume: string;
  bytes: bigint;
  fileCount: bigint;
  /** Days since the newest change below it. */
  newestDays: number;
  /** The file type with the most bytes; `Other` where that is none of those told apart. */
  type: string;
}

export interface Tree {
  step: TreeStep;
  boxes: TreeBox[];
  /** Of everything in the step, also what is not drawn. */
  boxCount: number;
  bytes: bigint;
  fileCount: bigint;
  /** What the step is within; null above. */
  group: string | null;
  base: { id: number; path: string; volume: string } | null;
}

interface Raw extends Omit<TreeBox, "bytes" | "fileCount" | "type"> {
  bytes: string;
  files: string;
  types: number[];
  boxCount: number;
  allBytes: string;
  allFiles: string;
}

const nameOf = Prisma.sql`coalesce(g.name, x.name, 'gid:' || u.gid)`;

const tables = Prisma.sql`
  volumes v
  join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
  join directory_usage u on u.scan_id = s.id
  join base_directories b on b.id = u.base_directory_id
  left join groups g on g.gid = u.gid
  ${pseudoGroups}`;

const typeNames = ["BAM", "CRAM", "FASTQ", "FASTQ (gzip)", "PEDBED", "SAM", "VCF", "VCF (gzip)"];

const typeSums = Prisma.sql`array[
  sum(u.bam_bytes)::float8, sum(u.cram_bytes)::float8, sum(u.fastq_bytes)::float8,
  sum(u.fastq_gzip_bytes)::float8, sum(u.pedbed_bytes)::float8, sum(u.sam_bytes)::float8,
  sum(u.vcf_bytes)::float8, sum(u.vcf_gzip_bytes)::float8]`;

interface Step {
  step: TreeStep;
  id: Prisma.Sql;
  name: Prisma.Sql;
}

const steps: Record<TreeStep, Step> = {
  groups: { step: "groups", id: nameOf, name: nameOf },
  bases: { step: "bases", id: Prisma.sql`b.id::text`, name: relativePath },
  buckets: { step: "buckets", id: Prisma.sql`u.bucket`, name: Prisma.sql`u.bucket` },
};

/**
 * One step of the tree of groups, base directories and directories, by the newest scans, within
 * the viewer's reach; the 1,000 largest boxes. Two statements at most. Throws `forbidden`.
 */
export async function openTree(viewer: Viewer, params: TreeParams): Promise<Tree> {
  const { volume, group, base } = params;
  const { step, id, name } = steps[base !== null ? "buckets" : group ? "bases" : "groups"];
  const parts = [groupScope(viewer)];
  if (volume) parts.push(Prisma.sql`v.name = ${volume}`);
  if (group) parts.push(Prisma.sql`${nameOf} = ${group}`);
  if (base !== null) parts.push(Prisma.sql`b.id = ${base}`);
  const size = params.area === "files" ? Prisma.sql`u.file_count` : Prisma.sql`u.bytes`;
  const [rows, place] = await Promise.all([
    db().$queryRaw<Raw[]>`
      select ${id} as id, min(${name}) as name,
        case when count(distinct v.name) = 1 then min(v.name)
          else count(distinct v.name) || ' volumes' end as volume,
        sum(u.bytes)::text as bytes, sum(u.file_count)::text as files,
        min(u.last_modified_days)::float8 as "newestDays", ${typeSums} as types,
        count(*) over ()::int as "boxCount", sum(sum(u.bytes)) over ()::text as "allBytes",
        sum(sum(u.file_count)) over ()::text as "allFiles"
      from ${tables} where ${Prisma.join(parts, " and ")}
      group by 1 order by sum(${size}) desc, 1 limit ${MAX_BOXES}`,
    base === null ? null : findPlace(viewer, base),
  ]);
  const [first] = rows;
  return {
    step,
    boxes: rows.map(toBox),
    boxCount: first?.boxCount ?? 0,
    bytes: BigInt(first?.allBytes ?? 0),
    fileCount: BigInt(first?.allFiles ?? 0),
    group: group ?? place?.group ?? null,
    base: place && { id: place.id, path: place.path, volume: place.volume },
  };
}

async function findPlace(viewer: Viewer, base: number) {
  const [row] = await db().$queryRaw<{ id: number; path: string; volume: string; group: string }[]>`
    select b.id, ${relativePath} as path, v.name as volume, ${nameOf} as "group"
    from ${tables} where ${groupScope(viewer)} and b.id = ${base} order by u.gid limit 1`;
  return row ?? null;
}

function toBox({ id, name, volume, bytes, files, newestDays, types }: Raw): TreeBox {
  const told = types.reduce((sum, one) => sum + one, 0);
  const most = Math.max(...types);
  const other = Number(bytes) - told;
  const type = most > 0 && most >= other ? typeNames[types.indexOf(most)] : undefined;
  const sizes = { bytes: BigInt(bytes), fileCount: BigInt(files) };
  return { id, name, volume, ...sizes, newestDays, type: type ?? "Other" };
}
