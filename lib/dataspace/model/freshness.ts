import { formatInstant } from "@/lib/platform/format";

/** How much of its life a value has behind it; being demented or carried is told beside it. */
export const freshnessStates = ["fresh", "due", "quiet", "stale", "very-stale", "no-data"] as const;
export type FreshnessState = (typeof freshnessStates)[number];

/** When a value was made, until when it counts, and when the next is due; null: nobody knows. */
export interface Validity {
  createTime: Date;
  expirationTime: Date;
  nextDueTime: Date | null;
  /** Of a pushed feed: when its sender was heard, and how often it is expected; null: any time. */
  sender: { heardAt: Date; intervalSeconds: number | null } | null;
}

/**
 * What the badge beside a number says. With L the lifetime, `stale` lasts as long as the value
 * itself did: from the expiration on for less than L, `very-stale` after that. A pushed feed is
 * `quiet` instead as long as its sender is heard, and L is the time within which it should be.
 */
export function freshnessOf(validity: Validity | null, at: Date): FreshnessState {
  if (validity === null) return "no-data";
  const { createTime, expirationTime, nextDueTime, sender } = validity;
  const lifeMs = expirationTime.getTime() - createTime.getTime();
  const overMs = at.getTime() - expirationTime.getTime();
  if (overMs >= 0 && sender !== null) return quietOf(sender, at);
  if (overMs >= 0) return overMs < lifeMs ? "stale" : "very-stale";
  return nextDueTime !== null && at > nextDueTime ? "due" : "fresh";
}

function quietOf(
  { heardAt, intervalSeconds }: NonNullable<Validity["sender"]>,
  at: Date,
): FreshnessState {
  if (intervalSeconds === null) return "quiet";
  const intervals = (at.getTime() - heardAt.getTime()) / (intervalSeconds * 1000);
  if (intervals <= 1) return "quiet";
  return intervals <= 2 ? "stale" : "very-stale";
}

/** What tells why a feed is no longer fresh; all of it is of its newest generation. */
export interface StaleFacts {
  state: FreshnessState;
  receivedAt: Date | string | null;
  madeAt: Date | string | null;
  validUntil: Date | string | null;
  productCount: number;
  /** Products that it did not bring itself. */
  carriedCount: number;
  missedCount: number;
  /** Reports that were turned away since, or at all where none was stored. */
  refusedSince: number;
  /** Of a pushed feed: when its sender was last heard. */
  heardAt: Date | string | null;
}

/** Why a feed is stale, quiet, late or empty, in one sentence; null for a fresh one. */
export function whyStale(facts: StaleFacts): string | null {
  const { state, receivedAt, validUntil, refusedSince } = facts;
  if (state === "fresh") return null;
  const refused = `${refusedSince} ${refusedSince === 1 ? "report was" : "reports were"} refused`;
  if (receivedAt === null || validUntil === null) {
    return refusedSince > 0 ? `${refused}, none was ever stored.` : "Nothing has ever come.";
  }
  if (refusedSince > 0) return `${refused} since ${formatInstant(receivedAt)}.`;
  const since = formatInstant(facts.heardAt ?? receivedAt);
  if (state === "quiet") return `Nothing new since ${formatInstant(receivedAt)}.`;
  if (state === "due") return `Nothing has come since ${since}, and the next is late.`;
  return whyOver(facts, receivedAt, validUntil) ?? `Silent since ${since}.`;
}

function whyOver(
  { productCount, carriedCount, missedCount, madeAt }: StaleFacts,
  receivedAt: Date | string,
  validUntil: Date | string,
): string | null {
  if (new Date(receivedAt) >= new Date(validUntil) && madeAt !== null) {
    const made = formatInstant(madeAt);
    return `Made too late: the report of ${made} came at ${formatInstant(receivedAt)}, when it no longer counted.`;
  }
  if (productCount === 0 || carriedCount < productCount) return null;
  const updates = `${missedCount} ${missedCount === 1 ? "update" : "updates"}`;
  return `The newest report brought nothing: all is carried, ${updates} missed.`;
}
