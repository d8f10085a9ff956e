import "server-only";
import { createHash } from "node:crypto";
import type { Actor } from "@/lib/auth/model";
import { encodeValue } from "@/lib/dataspace/encoding";
import type { BadRow, FeedBatch } from "@/lib/dataspace/model";
import { closeGenerations, lockFeeds, openGeneration } from "@/lib/dataspace/mutations/generation";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { record } from "@/lib/history/mutations";
import { wholeSeconds } from "@/lib/platform/clock";
import { db, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { printExactJson } from "@/lib/platform/exact-json";
import { newRef } from "@/lib/platform/log";
import { type DirectoryReceipt, directoryFeed, MAX_VERDICTS, type RowCounts } from "../model";
import {
  type DirectoryGroup,
  type DirectoryPerson,
  directoryBodySchema,
  directoryGroupSchema,
  directoryPersonSchema,
} from "../schema";
import { resolvePeople, storeGroups } from "./groups";
import { storePeople } from "./people";
import { type JudgedRows, judgeRows, toCounts, Verdicts } from "./rows";

const nothing = { created: 0, updated: 0, gone: 0 };

/** How a load came: as the ingest route says it, all of it optional. */
export type Delivery = Partial<Omit<FeedBatch, "rows" | "idempotency">> & {
  /** Which source said so, where it was not sent: for the summary. */
  origin?: string;
};

/** A load whose rows were looked at, but not yet compared with what is stored. */
export interface JudgedLoad {
  raw: { people: unknown[] | undefined; groups: unknown[] | undefined };
  people: JudgedRows<DirectoryPerson> | undefined;
  groups: JudgedRows<DirectoryGroup> | undefined;
  rejected: Verdicts;
  warnings: Verdicts;
}

/**
 * Stores what the site's directory says (the body of the `directory` feed): a snapshot, so who is
 * absent from a list is marked gone, and who is back no longer is. People with a role or a password
 * are never marked gone. Rows are judged one by one; the good ones and the feed's new generation
 * are stored in one transaction. Throws `invalid_input` (422) for a body that has neither list, and
 * `conflict` (409) where the feed has something newer.
 */
export async function loadDirectory(
  actor: Actor,
  body: unknown,
  delivery: Delivery = {},
): Promise<DirectoryReceipt> {
  const load = judgeDirectory(body);
  const receipt = await loadTransaction((tx) => storeLoad(tx, actor, load, delivery));
  await keepRejected(actor, load, delivery);
  return receipt;
}

/** What `loadDirectory` would do; nothing is stored. Throws as it does. */
export async function previewDirectory(actor: Actor, body: unknown): Promise<DirectoryReceipt> {
  const load = judgeDirectory(body);
  let receipt: DirectoryReceipt | undefined;
  const undo = new Error("nothing is to be kept");
  await loadTransaction(async (tx) => {
    receipt = await storeLoad(tx, actor, load, {});
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  if (!receipt) throw undo;
  return receipt;
}

/** Hundreds of thousands of people and their memberships take longer than other changes. */
const LOAD_TIMEOUT_MS = 10 * 60_000;

/** A transaction with time enough for the largest load. */
export function loadTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 60_000, timeout: LOAD_TIMEOUT_MS });
}

/** Looks at every row of a body by itself. Throws `invalid_input` (422) for one without lists. */
export function judgeDirectory(body: unknown): JudgedLoad {
  const envelope = directoryBodySchema.safeParse(body);
  if (!envelope.success) {
    const [issue] = envelope.error.issues;
    const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
    const message = `The directory cannot be read: ${where}${issue?.message ?? "not valid"}.`;
    throw new AppError("invalid_input", message, { status: 422 });
  }
  const { people, groups } = envelope.data;
  const rejected = new Verdicts();
  return {
    raw: { people, groups },
    people: people && judgeRows(people, peopleRules, rejected),
    groups: groups && judgeRows(groups, groupRules, rejected),
    rejected,
    warnings: new Verdicts(),
  };
}

/** Stores a load in the caller's transaction; see `loadDirectory`. */
export async function storeLoad(
  tx: Tx,
  actor: Actor,
  load: JudgedLoad,
  delivery: Delivery,
): Promise<DirectoryReceipt> {
  const lockedAt = await lockFeeds(tx, [directoryFeed.name]);
  const open = await openGeneration(tx, actor, {
    feed: directoryFeed,
    madeAt: delivery.madeAt ?? wholeSeconds(lockedAt),
    requestRef: delivery.requestRef ?? newRef(),
    isInOrder: true,
    expiresInSeconds: delivery.expiresInSeconds,
  });
  const { raw, rejected, warnings } = load;
  const changes = await store(tx, load);
  const people = toCounts(raw.people?.length ?? 0, rejected.counts.people, changes.people);
  const groups = toCounts(raw.groups?.length ?? 0, rejected.counts.groups, changes.groups);
  const total = totalsOf(people, groups);
  await closeGenerations(tx, [
    {
      open,
      products: [
        { key: "directory_summary", value: await encodeValue(summaryOf(load, people, groups)) },
      ],
      ...total,
      rejected: people.rejected + groups.rejected,
      summary:
        `${countOf(people.received, "person", "people")} and ` +
        `${countOf(groups.received, "group", "groups")}` +
        `${delivery.origin ? ` of ${delivery.origin}` : ""}, ${total.stored} changed`,
    },
  ]);
  if (hasChanges(people) || hasChanges(groups)) await recordLoad(tx, actor, { people, groups });
  return {
    feed: directoryFeed.name,
    generation: open.number,
    ...total,
    people,
    groups,
    rejected: rejected.list,
    warnings: warnings.list,
  };
}

const peopleRules = {
  list: "people",
  schema: directoryPersonSchema,
  nameKey: "uid",
  uniqueKey: "cci",
} as const;

const groupRules = {
  list: "groups",
  schema: directoryGroupSchema,
  nameKey: "name",
  uniqueKey: "gid",
} as const;

/** ORDER: people first, so that a group may be led by somebody who is new in the same load. */
async function store(tx: Tx, load: JudgedLoad) {
  const people = load.people
    ? await storePeople(
        tx,
        load.people.good.map(({ row }) => row),
        load.people.named,
      )
    : nothing;
  if (!load.groups) return { people, groups: nothing };
  const resolved = await resolvePeople(tx, load.groups.good, load.warnings);
  return { people, groups: await storeGroups(tx, resolved, load.groups.named) };
}

function totalsOf(people: RowCounts, groups: RowCounts) {
  return {
    received: people.received + groups.received,
    stored: people.created + people.updated + groups.created + groups.updated,
    unchanged: people.unchanged + groups.unchanged,
  };
}

/** What is kept of a load: counts, and a digest that tells whether two loads said the same. */
function summaryOf(load: JudgedLoad, people: RowCounts, groups: RowCounts) {
  const good = [load.people?.good ?? null, load.groups?.good ?? null];
  const digest = createHash("sha256").update(printExactJson(good)).digest("hex");
  return { people: { ...people }, groups: { ...groups }, digest };
}

const countOf = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;

const hasChanges = ({ created, updated, gone }: RowCounts) => created + updated + gone > 0;

async function recordLoad(
  tx: Tx,
  actor: Actor,
  counts: { people: RowCounts; groups: RowCounts },
): Promise<void> {
  const now = { people: { ...counts.people }, groups: { ...counts.groups } };
  await record(tx, actor, [
    {
      room: "directory",
      subjectType: "feed",
      subjectId: "directory",
      verb: "load",
      change: { datum: "counts", was: null, now },
    },
  ]);
  await announce(tx, { room: "directory", kind: "change" });
}

/** Keeps the bad rows where people can see them, since the sender may never look at the answer. */
export async function keepRejected(
  actor: Actor,
  { raw, rejected }: JudgedLoad,
  { requestRef = newRef() }: Delivery,
): Promise<void> {
  if (rejected.list.length === 0) return;
  // The lists are counted through, since a kept row is known by one number.
  const offsets = { people: 0, groups: raw.people?.length ?? 0 };
  const badRows = rejected.list.slice(0, MAX_VERDICTS).map(({ list, line, reason }): BadRow => {
    const content = raw[list]?.[line - 1];
    return { line: offsets[list] + line, reason: `${list} ${line}: ${reason}`, content };
  });
  const count = rejected.counts.people + rejected.counts.groups;
  const received = (raw.people?.length ?? 0) + (raw.groups?.length ?? 0);
  await recordRefusal(actor, {
    feed: directoryFeed,
    requestRef,
    code: "invalid_input",
    detail: `${count} of ${received} people and groups are not valid; the others are stored.`,
    receivedCount: received,
    rejected: badRows,
  });
}
