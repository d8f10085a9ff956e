import "server-only";
import { databaseNow, Prisma, runStatement, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError, asAppError } from "@/lib/platform/errors";
import { type NewRecord, type Sites, siteProblem } from "../model";
import { printText } from "../schema/json-reader";
import {
  ignoresDuplicates,
  noteDuplicates,
  noteDuplicatesQuietly,
  sourceOf,
} from "./note-duplicates";

/** Who sends records. */
export interface RecordSender {
  /** Null for an anonymous one. */
  actor: { id: string } | null;
  sites: Sites;
}

export interface StoredCounts {
  stored: number;
  /** Records whose id was stored before; they change nothing, and leave a trace. */
  skipped: number;
}

const DUPLICATE = "23505";

/** Codes of a value that PostgreSQL cannot hold, such as an id too long for an index. */
const unstorable = /^(?:22|54)/;

/** Why this sender may not write the record, or undefined. */
export function senderProblem(record: NewRecord, { sites }: RecordSender): string | undefined {
  return siteProblem(record.meta, sites, env().HEADROOM_ACCOUNTING_SITE_KEYS);
}

function requireSite(record: NewRecord, sender: RecordSender): void {
  const problem = senderProblem(record, sender);
  if (problem) throw new AppError("forbidden", problem);
}

/** Known ids, in the protocol's words and with its status. */
function recordExists(): AppError {
  return new AppError("conflict", "RECORD_EXISTS", { status: 500 });
}

/**
 * Stores one record by one statement. A record whose id was stored before changes nothing: it
 * throws `conflict` (500, RECORD_EXISTS), or counts as skipped where a setting of the site or of
 * the sender says so.
 * Throws `forbidden` for a record of another site, `invalid_input` for one that PostgreSQL cannot
 * hold.
 */
export async function addRecord(record: NewRecord, sender: RecordSender): Promise<StoredCounts> {
  requireSite(record, sender);
  const { recordId, metaText, componentsText, startAt, stopAt } = record;
  const row = Prisma.sql`select ${recordId}::text as record_id, ${metaText}::json as meta,
    ${componentsText}::json as components, ${startAt}::timestamptz as start_at,
    ${stopAt}::timestamptz as stop_at`;
  const stored = await insert(insertFrom(row, sender, true));
  if (stored === 1) return { stored, skipped: 0 };
  await noteDuplicatesQuietly({ rows: row, source: sourceOf(sender.actor), stored });
  if (!(await isForgiving(sender))) throw recordExists();
  return { stored, skipped: 1 };
}

/**
 * Stores all records by one statement, or none where an id was stored before or comes twice. Throws
 * and skips as `addRecord` does.
 */
export async function addRecords(
  records: readonly NewRecord[],
  sender: RecordSender,
): Promise<StoredCounts> {
  for (const record of records) requireSite(record, sender);
  if (records.length === 0) return { stored: 0, skipped: 0 };
  const rows = rowsOf(records);
  const passesOver = env().HEADROOM_ACCOUNTING_IGNORE_DUPLICATES;
  const stored = await insert(insertFrom(rows, sender, passesOver)).catch(
    async (error: unknown) => {
      if (asAppError(error)?.code !== "conflict") throw error;
      if (await isForgiving(sender)) return insert(insertFrom(rows, sender, true));
      await noteDuplicatesQuietly({ rows, source: sourceOf(sender.actor), stored: 0 });
      throw error;
    },
  );
  const skipped = records.length - stored;
  if (skipped > 0) {
    await noteDuplicatesQuietly({ rows, source: sourceOf(sender.actor), stored });
  }
  return { stored, skipped };
}

async function isForgiving({ actor }: RecordSender): Promise<boolean> {
  return env().HEADROOM_ACCOUNTING_IGNORE_DUPLICATES || ignoresDuplicates(sourceOf(actor));
}

/**
 * The same inside a transaction, as part of a generation where one is given; known ids are passed
 * over. Returns how many were new.
 */
export async function addRecordsIn(
  tx: Tx,
  records: readonly NewRecord[],
  sender: RecordSender,
  generationId: bigint | null = null,
): Promise<number> {
  if (records.length === 0) return 0;
  const rows = rowsOf(records);
  const stored = await tx.$executeRaw(insertFrom(rows, sender, true, generationId));
  if (stored < records.length) {
    await noteDuplicates({ rows, source: sourceOf(sender.actor), stored }, tx);
  }
  return stored;
}

async function insert(sql: Prisma.Sql): Promise<number> {
  try {
    return await runStatement(sql);
  } catch (error) {
    const code = String((error as { code?: unknown } | null)?.code ?? "");
    if (code === DUPLICATE) throw recordExists();
    if (!unstorable.test(code)) throw error;
    const message = "Json deserialize error: a record cannot be stored";
    throw new AppError("invalid_input", message, { cause: error });
  }
}

// The runtime is computed here, from what is really stored.
function insertFrom(
  rows: Prisma.Sql,
  { actor }: RecordSender,
  passesOverKnown: boolean,
  generationId: bigint | null = null,
): Prisma.Sql {
  const onDuplicate = passesOverKnown
    ? Prisma.sql`on conflict (record_id) do nothing`
    : Prisma.empty;
  return Prisma.sql`
    insert into accounting_records (record_id, meta, components, start_at, stop_at,
      runtime_seconds, component_id, generation_id, created_at, updated_at)
    select record_id, meta, components, start_at, stop_at,
      trunc(extract(epoch from stop_at - start_at))::bigint, ${actor?.id ?? null}::text,
      ${generationId}::bigint, at, at
    from (${rows}) as r, (select ${databaseNow()} as at) as moment ${onDuplicate}`;
}

// ORDER: sorted by id, so that two senders of the same records never wait for each other.
// PERF: one JSON text for all rows, put together of texts that are JSON already
// (docs/decisions/0020-accounting-inserts.md).
function rowsOf(records: readonly NewRecord[]): Prisma.Sql {
  const rows = records.map(({ recordId, metaText, componentsText, startAt, stopAt }) => {
    const stop = stopAt === null ? "null" : `"${stopAt}"`;
    const texts = `"meta":${metaText},"components":${componentsText}`;
    return `{"record_id":${printText(recordId)},${texts},"start_at":"${startAt}","stop_at":${stop}}`;
  });
  return Prisma.sql`select * from json_to_recordset(${`[${rows.join(",")}]`}::json)
    as given(record_id text, meta json, components json, start_at timestamptz, stop_at timestamptz)
    order by record_id`;
}
