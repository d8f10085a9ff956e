import type { Readable } from "node:stream";
import type { ComponentActor, ServicePermission } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";

/**
 * Terms of this room.
 *
 * feed        a named stream of ingests, `burst:testcluster`: what sends, what is received
 * incarnation one sender's run of a feed (the source's "task manager"); a new one begins when
 *             another component sends. Generations count on over all incarnations of a feed
 * generation  one accepted ingest of a feed, numbered 1, 2, 3 …
 * product     one named value of a generation, such as `burst_report`
 * header      where a product came from and until when it counts
 * carried     taken over from the generation before, since this ingest did not bring it
 * refusal     a report that was turned away, with its bad rows
 * receipt     what the sender is told about an accepted ingest
 * demented    not to be trusted, says an admin, with a reason
 * retention   how long generations are kept; the newest of a feed always is
 * Reaper      what removes older ones: one in the whole installation, run by the workers
 * silence     a time in which a feed was not heard although it should have been
 */

/** How far a clock of a sender may be ahead. */
export const MAX_CLOCK_SKEW_SECONDS = 300;

/** Rows of a refused report that are kept. */
export const MAX_REFUSED_ROWS = 1_000;

/** Refusals of one component that are kept; a sender gone wrong must not fill the disk. */
export const MAX_REFUSALS_PER_COMPONENT = 200;

export interface RejectedRow {
  /** Counts from 1. */
  line: number;
  reason: string;
}

/** The answer to an accepted ingest. */
export interface IngestReceipt {
  feed: string;
  /** Number of the generation within the feed. */
  generation: number;
  received: number;
  stored: number;
  unchanged: number;
  rejected: RejectedRow[];
}

/** The name that a feed has now, of one that it may have had: `wrstat:` was that of scans. */
export function currentFeedName(name: string): string {
  return name.replace(/^wrstat:/, "scan:");
}

/** A feed as its room names it; the row is made by the first ingest. */
export interface FeedName {
  name: string;
  kind: string;
  clusterId: string | null;
  /** How long an ingest counts until an admin sets another time; default: half an hour. */
  lifetimeSeconds?: number;
  /** Sent whenever something happens: a quiet time is no fault while the sender is heard. */
  isPushed?: boolean;
}

/** How long an ingest counts where neither feed nor sender say. */
export const DEFAULT_LIFETIME_SECONDS = 1_800;

/** What sites tell once a day counts for two. */
export const DAILY_LIFETIME_SECONDS = 2 * 86_400;

/** A row as a door received it. */
export interface FeedRow {
  /** Counts from 1. */
  line: number;
  content: unknown;
  /** Why the row could not even be read. */
  problem?: string;
}

/** A bad row with what it held. */
export interface BadRow extends RejectedRow {
  content: unknown;
}

/** A report that was turned away for its rows; nothing of it is stored. */
export class ReportRefused extends AppError {
  readonly feed: FeedName;
  readonly receivedCount: number;
  readonly badRows: readonly BadRow[];

  constructor(
    message: string,
    status: 400 | 422,
    facts: { feed: FeedName; receivedCount: number; badRows: readonly BadRow[] },
  ) {
    const rejected = facts.badRows.map(({ line, reason }) => ({ line, reason }));
    const { feed, receivedCount } = facts;
    const details = { feed: feed.name, received: receivedCount, stored: 0, rejected };
    super("invalid_input", message, { status, details });
    this.feed = feed;
    this.receivedCount = receivedCount;
    this.badRows = facts.badRows;
  }
}

/** What is kept of a refused report. */
export interface NewRefusal {
  /** Absent where the report does not even name a known feed. */
  feed?: FeedName | undefined;
  requestRef: string;
  code: string;
  detail: string;
  receivedCount?: number | undefined;
  rejected?: readonly BadRow[] | undefined;
}

/** A sender's name for one request, so that sending it again does nothing. */
export interface IdempotencyKey {
  key: string;
  /** SHA-256 of what was sent. */
  bodyDigest: string;
}

/** An answer as it was given. */
export interface StoredAnswer {
  status: number;
  body: string;
}

/** What became of a delivery; a replay got the first answer again. */
export interface Delivered {
  answer: StoredAnswer;
  isReplay: boolean;
}

/** What the uniform ingest route hands to a room. */
export interface FeedBatch {
  rows: readonly FeedRow[];
  requestRef: string;
  /** Instant that the content speaks of, where the sender names it. */
  madeAt?: Date | undefined;
  /** How long the content counts, 1 s to 30 days; default: the feed's setting. */
  expiresInSeconds?: number | undefined;
  idempotency?: IdempotencyKey | undefined;
}

/** A feed of the uniform ingest route, as its room declares it. */
export interface FeedDoor {
  /** Name in the URL: `bursts`. */
  name: string;
  permission: ServicePermission;
  /** Greatest body after inflating. */
  maxBytes: number;
  /** Greatest body as sent; default: the site's setting. */
  maxSentBytes?: number;
  maxRows: number;
  /**
   * Splits a body whose rows must not be read as plain JSON values; a row's content is then what
   * `store` understands. Throws `invalid_input`.
   */
  splitRows?(text: string, form: "json" | "lines"): FeedRow[];
  /** The feed that this component's rows belong to; throws `forbidden` where it has none. */
  feedOf(actor: ComponentActor): FeedName;
  store(actor: ComponentActor, batch: FeedBatch): Promise<Delivered>;
  refuse(actor: ComponentActor, refusal: NewRefusal): Promise<unknown>;
}

/** What a gate hands over of a request whose body is a file. */
export interface FileDelivery {
  parameters: Readonly<Record<string, string>>;
  mediaType: string;
  requestRef: string;
  /** Bytes that the sender announced; null where it did not. */
  announcedBytes: bigint | null;
  /** The body as it comes, of any size; called at most once, instead of `readText`. */
  open(): Readable;
  /** Reads the body to its end and keeps nothing. */
  drain(): Promise<void>;
  /** The whole body, inflated where it was compressed, as text. Throws `too_large`. */
  readText(maxBytes: number): Promise<string>;
  /** The sender's name for the request. */
  key: string | null;
  /** The same with the digest of the request; after the last byte was read. */
  idempotency(): IdempotencyKey | undefined;
  signal: AbortSignal;
}

/** A feed whose body is a file and not rows. */
export interface FileDoor {
  name: string;
  permission: ServicePermission;
  parameters: readonly ("volume" | "date" | "scanTime" | "filename" | "force" | "readAt")[];
  mediaTypes: readonly string[];
  /** The feed that the delivery belongs to, as far as its parameters tell. */
  feedOf(actor: ComponentActor, parameters: FileDelivery["parameters"]): FeedName | undefined;
  receive(actor: ComponentActor, delivery: FileDelivery): Promise<Delivered>;
  refuse(actor: ComponentActor, refusal: NewRefusal): Promise<unknown>;
}

/** How long an ingest may say its content counts, `expires_in`: 1 s to 30 days. */
export const MAX_LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** Life cycle of a product; a writer may set any of them, whatever came before. */
export const productStates = ["NEW", "START_BACKUP", "METADATA_UPDATE", "END_CYCLE"] as const;
export type ProductState = (typeof productStates)[number];

/** What the Reaper does, in the order of the numbers that its source gives them, from 0. */
export const reaperStates = [
  "BOOT",
  "IDLE",
  "ACTIVE",
  "STEADY",
  "SHUTTINGDOWN",
  "SHUTDOWN",
  "OFFLINE",
  "ERROR",
] as const;
export type ReaperStateName = (typeof reaperStates)[number];

/** What became of one pass of the Reaper; LOST: its worker ended. */
export const reaperRunStates = ["RUNNING", "DONE", "STOPPED", "FAILED", "LOST"] as const;

/** A worker looks every minute; after this long without one the Reaper is offline. */
export const REAPER_OFFLINE_MS = 5 * 60_000;

/** A generation that is open for longer was left behind; an ingest takes seconds. */
export const OPEN_ABANDONED_MS = 24 * 60 * 60_000;

/** Bounds of the retention settings, both ends included; whole numbers only. */
export const retentionBounds = {
  retentionDays: { min: 7, max: 36_500 },
  secondsBetweenRuns: { min: 7_080, max: 31_536_000 },
  startDelaySeconds: { min: 0, max: 31_536_000 },
  batchSize: { min: 100, max: 50_000 },
} as const;
export type RetentionField = keyof typeof retentionBounds;

/** Throws `invalid_input` for a value that is not whole or out of bounds; returns it as number. */
export function checkRetention(field: RetentionField, value: unknown): number {
  const { min, max } = retentionBounds[field];
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) {
    return number;
  }
  const message = `Use a whole number from ${min} to ${max}.`;
  throw new AppError("invalid_input", message, { fields: { [field]: [message] } });
}

/** The end of the year 9999; no later time can be written down. */
const MAX_TIME_SECONDS = 253_402_300_799;

/** Where a product came from and until when it counts; times are UNIX seconds. */
export interface ProductHeader {
  createTime: number;
  expirationTime: number;
  scheduledCreateTime: number;
  creator: string;
}

/** Throws `invalid_input` for a header that is not exact: see the four rules in the text. */
export function checkHeader(header: ProductHeader, nowSeconds: number): void {
  const times = [header.createTime, header.expirationTime, header.scheduledCreateTime];
  const isTime = (time: number) => Number.isInteger(time) && time >= 0 && time <= MAX_TIME_SECONDS;
  const problem = !times.every(isTime)
    ? "times must be whole seconds"
    : header.createTime > nowSeconds + MAX_CLOCK_SKEW_SECONDS
      ? `it must not be made more than ${MAX_CLOCK_SKEW_SECONDS} s in the future`
      : header.expirationTime <= header.createTime
        ? "it must expire after it was made"
        : !/^[^\0\p{Surrogate}]{1,200}$/u.test(header.creator)
          ? "it must name its creator"
          : undefined;
  if (problem) throw new AppError("invalid_input", `The header is not valid: ${problem}.`);
}

/**
 * When an ingest was due: one interval after the one before. A schedule that slipped by more than
 * an interval, either way, starts again at `createTime`; otherwise one long silence would make
 * every later ingest look late.
 */
export function dueTime(
  createTime: number,
  lastDueTime: number | undefined,
  intervalSeconds: number | null,
): number {
  if (lastDueTime === undefined || intervalSeconds === null) return createTime;
  const due = lastDueTime + intervalSeconds;
  return Math.abs(due - createTime) > intervalSeconds ? createTime : due;
}
