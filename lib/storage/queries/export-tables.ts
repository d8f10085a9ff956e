import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { exportRows } from "@/lib/platform/export-rows";
import {
  type TabularFormat,
  type TabularValue,
  tabularHead,
  tabularLine,
} from "@/lib/platform/tabular";
import {
  type ExportFilters,
  exportWhere,
  ownerJoins,
  type StorageTable,
  scansOf,
} from "./export-scope";
import { decisionOf } from "./list-directories";
import type { ExportView } from "./list-export-view";
import { peopleByNumber, pseudoGroups } from "./list-scope";

/** A table as a file. */
export interface StorageExport {
  /** Name of the file, without its ending. */
  name: string;
  /** Text of the file, some hundred rows a piece. */
  pieces: AsyncGenerator<string>;
}

/** Columns of a file, and what each is in SQL; numbers stay digits where they may be great. */
type Columns = Readonly<Record<string, Prisma.Sql>>;

const day = (column: Prisma.Sql) => Prisma.sql`to_char(${column}, 'YYYY-MM-DD')`;
const instant = (column: Prisma.Sql) =>
  Prisma.sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const named = Prisma.sql`coalesce(g.name, x.name, 'gid:' || u.gid)`;

/** Which scan, which group: the first columns of every table. */
const owner: Columns = {
  volume: Prisma.sql`v.name`,
  group: named,
  gid: Prisma.sql`u.gid::float8`,
  pi: Prisma.sql`coalesce(p.name, x.pi)`,
};

const groupColumns: Columns = {
  ...owner,
  date: day(Prisma.sql`u.record_on`),
  path: Prisma.sql`b.path`,
  used_bytes: Prisma.sql`u.used_bytes`,
  quota_bytes: Prisma.sql`u.quota_bytes`,
  used_inodes: Prisma.sql`u.used_inodes`,
  quota_inodes: Prisma.sql`u.quota_inodes`,
  last_modified_at: instant(Prisma.sql`u.last_modified_at`),
  last_modified_days: Prisma.sql`u.last_modified_days::float8`,
  level: Prisma.sql`u.level`,
  inode_level: Prisma.sql`u.inode_level`,
  bytes_in_3_days: Prisma.sql`u.bytes_in_3_days`,
  bytes_in_7_days: Prisma.sql`u.bytes_in_7_days`,
  growth_bytes_per_day: Prisma.sql`u.growth_bytes`,
  days_until_full: Prisma.sql`u.days_until_full`,
  days_until_files_full: Prisma.sql`u.days_until_files_full`,
};

const userColumns: Columns = {
  ...owner,
  date: day(Prisma.sql`u.record_on`),
  user: Prisma.sql`coalesce(o.uid, 'uid:' || u.uid)`,
  uid: Prisma.sql`u.uid::float8`,
  used_bytes: Prisma.sql`u.used_bytes`,
  used_inodes: Prisma.sql`u.used_inodes`,
  last_modified_on: day(Prisma.sql`u.last_modified_on`),
};

const typeColumns = [
  "sam_bytes",
  "bam_bytes",
  "cram_bytes",
  "fastq_bytes",
  "fastq_gzip_bytes",
  "vcf_bytes",
  "vcf_gzip_bytes",
  "pedbed_bytes",
] as const;

const directoryColumns: Columns = {
  ...owner,
  date: day(Prisma.sql`s.record_on`),
  path: Prisma.sql`b.path`,
  directory: Prisma.sql`u.bucket`,
  files: Prisma.sql`u.file_count`,
  bytes: Prisma.sql`u.bytes`,
  last_modified_at: instant(Prisma.sql`u.last_modified_at`),
  last_modified_days: Prisma.sql`u.last_modified_days::float8`,
  ...Object.fromEntries(typeColumns.map((name) => [name, Prisma.raw(`u.${name}`)])),
  decision: Prisma.sql`d.action`,
  decision_comment: Prisma.sql`d.comment`,
  decision_due_on: day(Prisma.sql`d.due_on`),
  decided_by: Prisma.sql`d.decided_by`,
};

const vaultColumns: Columns = {
  ...owner,
  path: Prisma.sql`u.path`,
  action: Prisma.sql`u.action`,
  user: Prisma.sql`coalesce(o.uid, 'uid:' || u.uid)`,
  uid: Prisma.sql`u.uid::float8`,
  bytes: Prisma.sql`u.bytes`,
  inode: Prisma.sql`u.inode::text`,
  last_modified_on: day(Prisma.sql`u.last_modified_on`),
  source: Prisma.sql`u.source_state`,
  source_path: Prisma.sql`u.source_path`,
  first_seen_on: day(Prisma.sql`u.first_on`),
  gone_on: day(Prisma.sql`u.gone_on`),
};

const ownerOf = Prisma.sql`left join ${peopleByNumber} o on o.number = u.uid`;
const baseOf = Prisma.sql`join base_directories b on b.id = u.base_directory_id`;

interface Source {
  columns: Columns;
  from(filters: ExportFilters): Prisma.Sql;
  order: Prisma.Sql;
}

const sources: Readonly<Record<StorageTable, Source>> = {
  "group-usage": {
    columns: groupColumns,
    from: (filters) =>
      Prisma.sql`${scansOf(filters)} join group_usage u on u.scan_id = s.id ${baseOf}`,
    order: Prisma.sql`v.name, b.path, u.gid`,
  },
  "user-usage": {
    columns: userColumns,
    from: (filters) =>
      Prisma.sql`${scansOf(filters)} join user_usage u on u.scan_id = s.id ${ownerOf}`,
    order: Prisma.sql`v.name, u.uid, u.gid`,
  },
  "directory-usage": {
    columns: directoryColumns,
    from: (filters) =>
      Prisma.sql`${scansOf(filters)} join directory_usage u on u.scan_id = s.id ${baseOf}
        ${decisionOf}`,
    order: Prisma.sql`v.name, b.path, u.gid, u.bucket`,
  },
  vaults: {
    columns: vaultColumns,
    from: ({ date, hasGone }) => {
      const at =
        date === null
          ? Prisma.sql`(u.gone_on is null or ${hasGone === true})`
          : Prisma.sql`u.first_on <= ${date}::date
              and (u.gone_on is null or u.gone_on > ${date}::date)`;
      return Prisma.sql`
        volumes v join vault_entries u on u.volume_name = v.name and ${at} ${ownerOf}`;
    },
    order: Prisma.sql`v.name, u.path, u.id`,
  },
};

/**
 * All rows of a table in the viewer's scope, through a cursor from one snapshot in constant memory.
 * `view` narrows and orders them as a page does, over the same aliases. Throws `forbidden`.
 */
export function exportStorage(
  viewer: Viewer,
  table: StorageTable,
  filters: ExportFilters,
  format: TabularFormat,
  view?: ExportView,
): StorageExport {
  const { columns, from, order } = sources[table];
  const scope = exportWhere(viewer, filters);
  const where = view ? Prisma.sql`${scope} and ${view.where}` : scope;
  const names = Object.keys(columns);
  const selected = names.map((name) => Prisma.sql`${columns[name]} as ${Prisma.raw(`"${name}"`)}`);
  const query = Prisma.sql`
    select ${Prisma.join(selected)} from ${from(filters)} ${ownerJoins} ${pseudoGroups}
    where ${where} ${view?.order ?? Prisma.sql`order by ${order}`}`;
  return { name: table, pieces: piecesOf(query, names, format) };
}

async function* piecesOf(
  query: Prisma.Sql,
  names: readonly string[],
  format: TabularFormat,
): AsyncGenerator<string> {
  yield tabularHead(format, names);
  for await (const rows of exportRows<Record<string, TabularValue>>(query)) {
    yield rows
      .map((row) =>
        tabularLine(
          format,
          names,
          names.map((name) => row[name] ?? null),
        ),
      )
      .join("");
  }
}
