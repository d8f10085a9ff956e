import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { groupNames } from "@/lib/directory/queries/names";
import { ask, Prisma } from "@/lib/platform/db";
import type { TreeParams } from "../params/tree";
import { ofGroups, relativePath, storageScope } from "./scope";

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

const boxRow = z.object({
  id: z.string(),
  name: z.string(),
  volume: z.string(),
  bytes: z.string(),
  files: z.string(),
  newestDays: z.number(),
  types: z.array(z.number()),
  boxCount: z.int(),
  allBytes: z.string(),
  allFiles: z.string(),
});

const { name: nameOf, join: names } = groupNames(Prisma.sql`u.gid`);

const typeColumns = [
  "bam_bytes",
  "cram_bytes",
  "fastq_bytes",
  "fastq_gzip_bytes",
  "pedbed_bytes",
  "sam_bytes",
  "vcf_bytes",
  "vcf_gzip_bytes",
];

/**
 * Sums of each base directory of a group by the newest scans, as `u`; `where` is about directories
 * `u`. PERF: summed before names are looked up, of which there are far fewer.
 */
const sumsOf = (where: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  select u.gid, u.base_directory_id, sum(u.bytes) as bytes, sum(u.file_count) as file_count,
    min(u.last_modified_days)::float8 as newest,
    ${Prisma.raw(typeColumns.map((name) => `sum(u.${name}) as ${name}`).join(", "))}
  from directory_usage u where u.scan_id = any(array(
    select s.id from volumes v
    join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
  )) and ${where} group by u.gid, u.base_directory_id
) u`;

const placed = Prisma.sql`
  join base_directories b on b.id = u.base_directory_id
  join volumes v on v.name = b.volume_name
  ${names}`;

/** Directories themselves, for the last step. */
const directories = Prisma.sql`
  (select u.*, u.last_modified_days::float8 as newest from directory_usage u
    join storage_scans s on s.id = u.scan_id and s.state = 'stored'
    join volumes v on v.current_scan_id = s.id) u`;

const typeNames = ["BAM", "CRAM", "FASTQ", "FASTQ (gzip)", "PEDBED", "SAM", "VCF", "VCF (gzip)"];

const typeSums = Prisma.raw(
  `array[${typeColumns.map((name) => `sum(u.${name})::float8`).join(", ")}]`,
);

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
  const parts = [storageScope(viewer)];
  if (volume) parts.push(Prisma.sql`v.name = ${volume}`);
  const isOwn = reachOf(viewer, "storage:read") === "own";
  // PERF: the same again before the sums.
  const inner = [isOwn ? ofGroups(viewer.groups) : Prisma.sql`true`];
  if (group) inner.push(ofGroups([group]));
  if (base !== null) inner.push(Prisma.sql`u.base_directory_id = ${base}`);
  const within = Prisma.join(inner, " and ");
  const source = base === null ? sumsOf(within) : directories;
  if (base !== null) parts.push(within);
  const size = params.area === "files" ? Prisma.sql`u.file_count` : Prisma.sql`u.bytes`;
  const [rows, place] = await Promise.all([
    ask(boxRow)`
      select ${id} as id, min(${name}) as name,
        case when count(distinct v.name) = 1 then min(v.name)
          else count(distinct v.name) || ' volumes' end as volume,
        sum(u.bytes)::text as bytes, sum(u.file_count)::text as files,
        min(u.newest) as "newestDays", ${typeSums} as types,
        count(*) over ()::int as "boxCount", sum(sum(u.bytes)) over ()::text as "allBytes",
        sum(sum(u.file_count)) over ()::text as "allFiles"
      from ${source} ${placed} where ${Prisma.join(parts, " and ")}
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

const placeRow = z.object({
  id: z.int(),
  path: z.string(),
  volume: z.string(),
  group: z.string(),
});

async function findPlace(viewer: Viewer, base: number) {
  const [row] = await ask(placeRow)`
    select b.id, ${relativePath} as path, v.name as volume, ${nameOf} as "group"
    from ${sumsOf(Prisma.sql`u.base_directory_id = ${base}`)} ${placed}
    where ${storageScope(viewer)} order by u.gid limit 1`;
  return row ?? null;
}

type BoxRow = z.infer<typeof boxRow>;

function toBox({ id, name, volume, bytes, files, newestDays, types }: BoxRow): TreeBox {
  const told = types.reduce((sum, one) => sum + one, 0);
  const most = Math.max(...types);
  const other = Number(bytes) - told;
  const type = most > 0 && most >= other ? typeNames[types.indexOf(most)] : undefined;
  const sizes = { bytes: BigInt(bytes), fileCount: BigInt(files) };
  return { id, name, volume, ...sizes, newestDays, type: type ?? "Other" };
}
