/**
 * Terms of this room.
 *
 * record     what one job or machine used, from when to when; its id is its sender's
 * component  one thing that is accounted for (cores, memory, CPU time) and its whole amount
 * score      a benchmark figure of a component, such as HEPSPEC06
 * meta       words about a record: key → values, such as site_id → SiteA
 * name       text that the protocol allows for ids, keys, values, components and scores
 * site       value of a meta key that names the sender's site (HEADROOM_ACCOUNTING_SITE_KEYS)
 * sites      the sites a component may write or read; null where it is tied to none
 * running    a record without a stop time
 * runtime    whole seconds from start to stop, cut toward zero; negative where a sender said so
 * instant    a time as text, UTC with up to six digits of a second; never a Date, which has three
 */

/** What stands between the records of a list: the clients take it, and so do line readers. */
export const RECORD_SEPARATOR = "\n";

/** Graphemes (what a person calls a character) of a name. */
const MAX_NAME_LENGTH = 256;

/** Greatest bodies: of one record, as the protocol's servers have it, and of a batch. */
export const MAX_RECORD_BYTES = 2_097_152;
export const MAX_BULK_BYTES = 67_108_864;

/** Above this many bytes the asynchronous client cannot read a record back. */
const MAX_READABLE_BYTES = 9_900;

/** What a record's keys, times and runtime take of them, and what that leaves to its texts. */
const KEYS_BYTES = 180;
export const MAX_TEXT_BYTES = MAX_READABLE_BYTES - KEYS_BYTES;

/** Greatest amount and runtime: PostgreSQL's bigint. */
export const MAX_AMOUNT = 9_223_372_036_854_775_807n;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Whether `text` is a name: not blank, at most 256 graphemes, without U+0000. */
export function isName(text: string): boolean {
  if (text.includes("\0") || /^\p{White_Space}*$/u.test(text)) return false;
  if (text.length <= MAX_NAME_LENGTH) return true;
  let count = 0;
  for (const _ of graphemes.segment(text)) {
    count += 1;
    if (count > MAX_NAME_LENGTH) return false;
  }
  return true;
}

/** Values by meta key. */
export type Meta = ReadonlyMap<string, readonly string[]>;

/** A checked record on its way into the database; texts are what will be given back. */
export interface NewRecord {
  recordId: string;
  meta: Meta | null;
  /** Compact JSON. */
  metaText: string | null;
  /** Compact JSON. */
  componentsText: string;
  /** Instants as PostgreSQL reads them. */
  startAt: string;
  stopAt: string | null;
}

/** Whether the asynchronous client could not read the record back; about, and rather too early. */
export function isUnreadable({ recordId, metaText, componentsText }: NewRecord): boolean {
  const text = recordId + (metaText ?? "") + componentsText;
  // PERF: no character has more than three bytes to its UTF-16 unit.
  if (text.length * 3 <= MAX_TEXT_BYTES) return false;
  return new TextEncoder().encode(text).length > MAX_TEXT_BYTES;
}

/** The end of a running record. */
export interface RecordEnd {
  recordId: string;
  stopAt: string;
}

/** The sites a caller may touch; null: all. */
export type Sites = readonly string[] | null;

/**
 * Why a record is none of these sites' business, or undefined where it is: it must name a site, and
 * no other than these.
 */
export function siteProblem(
  meta: Meta | null,
  sites: Sites,
  siteKeys: readonly string[],
): string | undefined {
  if (sites === null) return undefined;
  const named = siteKeys.flatMap((key) => meta?.get(key) ?? []);
  if (named.length === 0) return `The record names no site (${siteKeys.join(" or ")}).`;
  const stranger = named.find((site) => !sites.includes(site));
  if (stranger === undefined) return undefined;
  return `These credentials are not for site ${stranger.slice(0, 64)}.`;
}

export const comparisons = ["gt", "lt", "gte", "lte", "equals"] as const;
export type Comparison = (typeof comparisons)[number];

export const sortColumns = ["start_time", "stop_time", "runtime", "record_id"] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Bounds that all have to hold. `equals` of an instant means nothing and is never here. */
export type Range<Value> = Partial<Record<Comparison, Value>>;

export interface MetaCondition {
  key: string;
  /** The record has each of these values under the key. */
  contains: readonly string[];
  /** The record has the key, and none of these values under it. */
  lacks: readonly string[];
}

export interface ComponentCondition {
  name: string;
  /** One component of this name has an amount within it. */
  amount: Range<bigint>;
}

/** A question about records; all conditions have to hold. */
export interface RecordQuery {
  recordId: string | null;
  startAt: Range<string>;
  stopAt: Range<string>;
  runtimeSeconds: Range<bigint>;
  meta: readonly MetaCondition[];
  components: readonly ComponentCondition[];
  sort: { column: SortColumn; isDescending: boolean };
  limit: bigint | null;
}
