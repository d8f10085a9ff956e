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

/** A feed as its room names it; the row is made by the first ingest. */
export interface FeedName {
  name: string;
  kind: string;
  clusterId: string | null;
}

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

/** What the uniform ingest route hands to a room. */
export interface FeedBatch {
  rows: readonly FeedRow[];
  requestRef: string;
  /** Instant that the content speaks of, where the sender names it. */
  madeAt?: Date | undefined;
  idempotency?: IdempotencyKey | undefined;
}

/** A feed of the uniform ingest route, as its room declares it. */
export interface FeedDoor {
  /** Name in the URL: `bursts`. */
  name: string;
  permission: ServicePermission;
  /** Greatest body after inflating. */
  maxBytes: number;
  maxRows: number;
  /** The feed that this component's rows belong to; throws `forbidden` where it has none. */
  feedOf(actor: ComponentActor): FeedName;
  store(
    actor: ComponentActor,
    batch: FeedBatch,
  ): Promise<{ answer: StoredAnswer; isReplay: boolean }>;
  refuse(actor: ComponentActor, refusal: NewRefusal): Promise<void>;
}

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
  const problem = !times.every(Number.isSafeInteger)
    ? "times must be whole seconds"
    : header.createTime > nowSeconds + MAX_CLOCK_SKEW_SECONDS
      ? `it must not be made more than ${MAX_CLOCK_SKEW_SECONDS} s in the future`
      : header.expirationTime <= header.createTime
        ? "it must expire after it was made"
        : header.creator === ""
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
