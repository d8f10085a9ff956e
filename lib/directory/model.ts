import { DAILY_LIFETIME_SECONDS, type FeedName } from "@/lib/dataspace/model";

/**
 * Terms of this room.
 *
 * person     somebody the site knows, by uid: staff who sign in, researchers whom reports name
 * group      a project: account of a case, group of a record, Unix group of a scan; by name
 * PI         the person who leads a group
 * load       people and groups as the site's directory has them now (a snapshot)
 * known      there is a row for the uid, from this load or from before
 * gone       no longer named by a load; never deleted, since cases and history point to it
 * protected  holds a role or a password, so an admin manages the account: a load may change its
 *            facts but never marks it gone
 * row        one person or group of a load; judged by itself, a bad one loses no good one
 */

/** Largest load; a site has tens of thousands of people, not millions. */
export const MAX_DIRECTORY_ROWS = 200_000;

export const uidPattern = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/;
/** No blanks, no control characters, no slash, at most 64. */
export const groupNamePattern = /^[^\s/\p{Cc}]{1,64}$/u;

export interface RowCounts {
  received: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Marked gone by this load. */
  gone: number;
  rejected: number;
}

export interface RowVerdict {
  list: "people" | "groups";
  /** Place in its list, from 1. */
  line: number;
  reason: string;
}

/** The feed under which loads are numbered. */
export const directoryFeed: FeedName = {
  ...{ name: "directory", kind: "directory", clusterId: null },
  lifetimeSeconds: DAILY_LIFETIME_SECONDS,
};

/** What became of a load. */
export interface DirectoryReceipt {
  feed: string;
  /** Number of the generation within the feed. */
  generation: number;
  /** People and groups together, as in the three counts after it. */
  received: number;
  /** Created or updated. */
  stored: number;
  unchanged: number;
  people: RowCounts;
  groups: RowCounts;
  /** Rows that were not stored; the first 1,000. */
  rejected: RowVerdict[];
  /** Rows that were stored without a part, such as a member nobody knows; the first 1,000. */
  warnings: RowVerdict[];
}

export const MAX_VERDICTS = 1_000;
