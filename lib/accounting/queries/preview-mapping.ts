import "server-only";
import { z } from "zod";
import { may, type Viewer } from "@/lib/auth/model";
import { ask, db, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { compileMapping, DEFAULT_SOURCE, type MappingRules } from "../model/mapping";
import { fingerprint } from "./list-mappings";
import { mappedRecords } from "./mapped-records";

/** Newest records of the source that a preview reads, and how far back it looks for them. */
const SAMPLE_SIZE = 2_000;
const LOOK_BACK = 200_000;

/** Names that each list shows. */
const MAX_NAMES = 20;

const previewedName = z.object({
  /** Empty: none. */
  name: z.string(),
  records: z.int(),
  /** Of these records by the mapping that is in force. */
  recordsNow: z.int(),
});
export type PreviewedName = z.infer<typeof previewedName>;

const previewShape = z.object({
  /** Records that were read: the newest of the source, at most 2,000. */
  records: z.int(),
  /** Most records first; at most 20 each. */
  sites: z.array(previewedName),
  groups: z.array(previewedName),
  users: z.array(previewedName),
  /** Records with more than zero of it. */
  withCores: z.int(),
  withGpus: z.int(),
  withScore: z.int(),
  withCpuTime: z.int(),
  withMemory: z.int(),
  /** Sums of the records' cores and so on as they would count. */
  cores: z.number(),
  gpus: z.number(),
  cpuHours: z.number(),
  /** CPU time by core time of those that have both and have stopped; null for none. */
  efficiency: z.number().nullable(),
});
export type MappingPreview = z.infer<typeof previewShape>;

/** What the newest records of a source would count as by other rules. Throws `forbidden`. */
export async function previewMapping(
  viewer: Viewer,
  { source, rules }: { source: string; rules: MappingRules },
): Promise<MappingPreview> {
  if (!may(viewer, "admin:accounting")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  const component = await readComponent(source);
  const mapping = compileMapping(DEFAULT_SOURCE, rules, component, fingerprint);
  const [preview] = await ask(previewShape)`
    with ${mappedRecords(newestOf(source), [mapping])}
    select count(*)::int as records, ${names("site")} as sites, ${names("group")} as groups,
      ${names("user")} as users,
      count(*) filter (where cores > 0)::int as "withCores",
      count(*) filter (where gpus > 0)::int as "withGpus",
      count(*) filter (where normalised > 0)::int as "withScore",
      count(*) filter (where cpu_us > 0)::int as "withCpuTime",
      count(*) filter (where memory_mib > 0)::int as "withMemory",
      coalesce(sum(cores), 0)::float8 as cores, coalesce(sum(gpus), 0)::float8 as gpus,
      (coalesce(sum(cpu_us), 0) / 3600000000.0)::float8 as "cpuHours",
      (sum(cpu_us) filter (where ${counts}) / nullif(sum(
        cores * extract(epoch from stop_at - start_at) * 1000000) filter (where ${counts}), 0)
      )::float8 as efficiency
    from mapped`;
  if (!preview) throw new Error("an aggregate has no row");
  return preview;
}

const counts = Prisma.sql`cores > 0 and cpu_us > 0 and stop_at > start_at`;

async function readComponent(source: string): Promise<string | null> {
  const component = await db().component.findUnique({
    where: { id: source },
    select: { site: true },
  });
  return component?.site ?? null;
}

// All others: those of components without a mapping of their own.
function newestOf(source: string): Prisma.Sql {
  const isOf =
    source === DEFAULT_SOURCE
      ? Prisma.sql`component_id is null or component_id not in (
          select source from accounting_mappings)`
      : Prisma.sql`component_id = ${source}`;
  return Prisma.sql`
    select id from (
      select id, component_id from accounting_records order by id desc limit ${LOOK_BACK}::int
    ) newest where ${isOf} order by id desc limit ${SAMPLE_SIZE}::int`;
}

const idColumns = {
  site: Prisma.sql`site_id`,
  group: Prisma.sql`group_id`,
  user: Prisma.sql`user_id`,
};

const nameColumns = {
  site: Prisma.sql`site`,
  group: Prisma.sql`"group"`,
  user: Prisma.sql`"user"`,
};

// Names as they would be, beside how often they are now.
function names(kind: keyof typeof idColumns): Prisma.Sql {
  return Prisma.sql`(
    select coalesce(json_agg(json_build_object('name', name, 'records', records,
      'recordsNow', records_now) order by records desc, records_now desc, name), '[]')
    from (
      select name, coalesce(t.records, 0) as records, coalesce(n.records, 0) as records_now
      from (select ${nameColumns[kind]} as name, count(*)::int as records from mapped group by 1) t
      full join (
        select n.name, count(*)::int as records from mapped m
        join accounting_usages u on u.id = m.id join accounting_names n on n.id = u.${idColumns[kind]}
        group by 1
      ) n using (name)
      order by 2 desc, 3 desc, 1 limit ${MAX_NAMES}::int
    ) listed
  )`;
}
