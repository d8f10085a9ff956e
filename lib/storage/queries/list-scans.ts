import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { ScanParams } from "../params/lists";
import { orderBy, type Page, requireAllGroups, searchParts } from "./list-scope";

/** One reading of a scan file. */
export interface ScanRow {
  /** Decimal digits. */
  id: string;
  volume: string;
  /** `2026-11-20`. */
  recordOn: string;
  /** ISO. */
  scannedAt: string;
  fileName: string;
  /** Compressed bytes; null while not known. */
  fileBytes: bigint | null;
  state: string;
  isCurrent: boolean;
  variant: string | null;
  readBytes: bigint;
  lineCount: bigint;
  badLineCount: bigint;
  badReasons: { reason: string; count: number; firstLine: number }[];
  rowCounts: Record<string, number>;
  areBasesDerived: boolean;
  startedAt: string;
  heardAt: string;
  endedAt: string | null;
  /** Seconds from start to end, or to when it was heard of last. */
  seconds: number;
  error: string | null;
  origin: string;
}

const iso = (column: string): Prisma.Sql =>
  Prisma.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

const scanColumns = Prisma.sql`
  s.id::text as id, s.volume_name as volume, to_char(s.record_on, 'YYYY-MM-DD') as "recordOn",
  ${iso("s.scanned_at")} as "scannedAt", s.file_name as "fileName", s.file_bytes as "fileBytes",
  s.state, v.current_scan_id = s.id is true as "isCurrent", s.variant,
  s.read_bytes as "readBytes", s.line_count as "lineCount", s.bad_line_count as "badLineCount",
  s.bad_reasons as "badReasons", s.row_counts as "rowCounts",
  s.are_bases_derived as "areBasesDerived", ${iso("s.started_at")} as "startedAt",
  ${iso("s.heard_at")} as "heardAt", ${iso("s.ended_at")} as "endedAt",
  extract(epoch from coalesce(s.ended_at, s.heard_at) - s.started_at)::float8 as seconds,
  s.error, s.origin`;

const scanTables = Prisma.sql`storage_scans s join volumes v on v.name = s.volume_name`;

const orders: Readonly<Record<string, Prisma.Sql>> = {
  started: Prisma.sql`s.started_at`,
  volume: Prisma.sql`s.volume_name`,
  date: Prisma.sql`s.record_on`,
  lines: Prisma.sql`s.line_count`,
  bad: Prisma.sql`s.bad_line_count`,
  seconds: Prisma.sql`extract(epoch from coalesce(s.ended_at, s.heard_at) - s.started_at)`,
  bytes: Prisma.sql`s.file_bytes`,
};

type ScanFilters = Pick<ScanParams, "volume" | "state" | "q" | "page" | "size" | "sort">;

/** One page of the ledger of scans; for whoever sees all groups. Throws `forbidden`. */
export async function listScans(viewer: Viewer, params: ScanFilters): Promise<Page<ScanRow>> {
  requireAllGroups(viewer);
  const parts = [
    Prisma.sql`true`,
    ...(params.volume ? [Prisma.sql`s.volume_name = ${params.volume}`] : []),
    ...(params.state ? [Prisma.sql`s.state = ${params.state}`] : []),
    ...searchParts(params.q, [Prisma.sql`s.file_name`, Prisma.sql`coalesce(s.error, '')`]),
  ];
  const where = Prisma.join(parts, " and ");
  const { limit, offset } = pageWindow(params);
  const { id, isDesc } = readSort(params.sort);
  const order = orderBy(orders[id] ?? Prisma.sql`s.started_at`, isDesc, Prisma.sql`s.id desc`);
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<ScanRow[]>`
      select ${scanColumns} from ${scanTables} where ${where}
      ${order} limit ${limit} offset ${offset}`,
    db().$queryRaw<{ rowCount: number }[]>`
      select count(*)::int as "rowCount" from ${scanTables} where ${where}`,
  ]);
  return { rows, rowCount: counted?.rowCount ?? 0 };
}

/** Scans that are being read now, the longest first, at most 50. Throws `forbidden`. */
export async function listRunningScans(viewer: Viewer): Promise<ScanRow[]> {
  requireAllGroups(viewer);
  return db().$queryRaw<ScanRow[]>`
    select ${scanColumns} from ${scanTables} where s.state in ('reading', 'storing')
    order by s.started_at, s.id limit 50`;
}
