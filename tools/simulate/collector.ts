import { parseExactJson, printExactJson } from "@/lib/platform/exact-json";

/**
 * A client of the accounting protocol as collectors and plugins use it: it builds the same requests
 * byte for byte and believes the same answers. Used by the simulator and by tests.
 */

export interface Installation {
  url: string;
  /** `user:password`; none for an installation that is open. */
  credentials?: string;
}

/** Amounts above 2^53 are bigints; times are RFC 3339. */
export interface SentRecord {
  record_id: string;
  meta: Record<string, string[]> | null;
  components: {
    name: string;
    amount: number | bigint;
    scores: { name: string; value: number }[];
  }[];
  start_time: string;
  stop_time: string | null;
}

export interface StoredRecord extends SentRecord {
  runtime: number | bigint | null;
}

function headersOf({ credentials }: Installation): Record<string, string> {
  const base = { accept: "*/*", "user-agent": "auditor-client/0.11.2" };
  if (!credentials) return base;
  return { ...base, authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function send(
  target: Installation,
  method: "POST" | "PUT",
  path: string,
  body: unknown,
): Promise<Response> {
  return fetch(`${target.url}${path}`, {
    method,
    headers: { ...headersOf(target), "content-type": "application/json" },
    body: printExactJson(body),
  });
}

// Whatever arrives whole counts as success, but for these thirteen bytes.
async function believe(response: Response): Promise<void> {
  if ((await response.text()) === "RECORD_EXISTS") throw new Error("RECORD_EXISTS");
}

async function requireSuccess(response: Response): Promise<Response> {
  if (response.ok) return response;
  await response.body?.cancel();
  throw new Error(`${response.status} ${response.statusText}`);
}

/** Sends one record. Throws for a known id and for a broken connection, for nothing else. */
export async function addRecord(target: Installation, record: SentRecord): Promise<void> {
  await believe(await send(target, "POST", "/record", record));
}

/** Sends many records in one request. Throws as `addRecord` does. */
export async function addRecords(
  target: Installation,
  records: readonly SentRecord[],
): Promise<void> {
  await believe(await send(target, "POST", "/records", records));
}

/** Sets the end of a record. Throws for every status but success. */
export async function updateRecord(target: Installation, record: SentRecord): Promise<void> {
  await requireSuccess(await send(target, "PUT", "/record", record));
}

/** Asks with a query as `recordQueryText` makes it; empty for all records. */
export async function queryRecords(target: Installation, query = ""): Promise<StoredRecord[]> {
  const url = `${target.url}/records${query === "" ? "" : `?${query}`}`;
  const response = await requireSuccess(await fetch(url, { headers: headersOf(target) }));
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  return lines.map((line) => parseExactJson(line) as StoredRecord);
}

/** One record by its id, which goes into the path as it is. */
export async function getRecord(target: Installation, recordId: string): Promise<StoredRecord> {
  const url = `${target.url}/record/${recordId}`;
  const response = await requireSuccess(await fetch(url, { headers: headersOf(target) }));
  return parseExactJson(await response.text()) as StoredRecord;
}

export async function isHealthy(target: Installation): Promise<boolean> {
  const response = await fetch(`${target.url}/health_check`, { headers: headersOf(target) });
  return response.ok;
}

const operators = ["gt", "lt", "gte", "lte", "equals"] as const;

export type Bounds<Value> = Partial<Record<(typeof operators)[number], Value>>;

/** What the clients' query builder takes; values as they are compared. */
export interface RecordQueryParts {
  recordId?: string;
  /** RFC 3339, as the clients write it: `2026-03-01T00:00:00+00:00`. */
  startTime?: Bounds<string>;
  stopTime?: Bounds<string>;
  runtime?: Bounds<number | bigint>;
  meta?: Record<string, { contains?: string[]; doesNotContain?: string[] }>;
  components?: Record<string, Bounds<number | bigint>>;
  sortBy?: { ascending?: string; descending?: string };
  limit?: number | bigint;
}

// As HTML forms are encoded; brackets of the keys themselves stay as they are.
function encoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function boundsText(prefix: string, bounds: Bounds<unknown> = {}): string[] {
  return operators
    .filter((operator) => bounds[operator] !== undefined)
    .map((operator) => `${prefix}[${operator}]=${encoded(String(bounds[operator]))}`);
}

/** The query string of the clients' builder, in their order and encoding. */
export function recordQueryText(parts: RecordQueryParts): string {
  const list = (key: string, operator: string, values: string[] = []) =>
    values.map((value, at) => `meta[${encoded(key)}][${operator}][${at}]=${encoded(value)}`);
  const { recordId, meta = {}, components = {}, sortBy = {}, limit } = parts;
  return [
    ...(recordId === undefined ? [] : [`record_id=${encoded(recordId)}`]),
    ...boundsText("start_time", parts.startTime),
    ...boundsText("stop_time", parts.stopTime),
    ...boundsText("runtime", parts.runtime),
    ...Object.entries(meta).flatMap(([key, { contains, doesNotContain }]) => [
      ...list(key, "c", contains),
      ...list(key, "dnc", doesNotContain),
    ]),
    ...Object.entries(components).flatMap(([name, bounds]) =>
      boundsText(`component[${encoded(name)}]`, bounds),
    ),
    ...(sortBy.ascending ? [`sort_by[asc]=${sortBy.ascending}`] : []),
    ...(sortBy.descending ? [`sort_by[desc]=${sortBy.descending}`] : []),
    ...(limit === undefined ? [] : [`limit=${limit}`]),
  ].join("&");
}
