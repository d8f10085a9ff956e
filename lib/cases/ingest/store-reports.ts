import "server-only";
import type { ComponentActor } from "@/lib/auth/model";
import { type EncodedValue, encodeValue } from "@/lib/dataspace/encoding";
import type {
  Delivered,
  FeedName,
  IdempotencyKey,
  IngestReceipt,
  StoredAnswer,
} from "@/lib/dataspace/model";
import {
  type ClosedGeneration,
  closeGenerations,
  lockFeeds,
  type OpenGeneration,
  openGeneration,
} from "@/lib/dataspace/mutations/generation";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { wholeSeconds } from "@/lib/platform/clock";
import { type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import type { CaseType } from "../case-types/definition";
import { type MergedReport, mergeReport } from "./merge-report";
import type { CaseReport } from "./parse-report";
import { lockCandidates, type PendingReport, writeCases } from "./write-cases";

/** How a delivery reached us and what its answer looks like. */
export interface Delivery {
  requestRef: string;
  /** Instant of the reports, whole seconds; default now. Refused where the feed has newer ones. */
  madeAt?: Date | undefined;
  /** How long the reports count; default: the feed's setting. */
  expiresInSeconds?: number | undefined;
  idempotency?: IdempotencyKey | undefined;
  /** Name of the door, within which an Idempotency-Key counts. */
  door: string;
  answer(receipts: readonly IngestReceipt[]): StoredAnswer;
}

/** The feed of a type's reports on a cluster: `burst:testcluster`. */
export function caseFeed(type: CaseType, clusterId: string): FeedName {
  return { name: `${type.feedKind}:${clusterId}`, kind: type.feedKind, clusterId };
}

/** The cluster that the component speaks for; throws `forbidden` where it has none. */
export function clusterOf(actor: ComponentActor): string {
  if (actor.clusterId !== null) return actor.clusterId;
  throw new AppError("forbidden", "This component is not tied to a cluster.");
}

/**
 * Stores checked reports of one cluster, at most one of each type, in one transaction: cases,
 * samples and a generation of each type's feed. Every report is a snapshot: what it does not name
 * is no longer current, so an empty one clears the board. An equal `idempotency` key gets the
 * first answer again and changes nothing.
 *
 * Throws `conflict`: 409 for a `madeAt` older than the feed's newest report, 422 for a reused key.
 * PERF: the number of statements does not depend on the number of entries.
 */
export async function storeReports(
  actor: ComponentActor,
  reports: readonly CaseReport[],
  delivery: Delivery,
): Promise<Delivered> {
  const clusterId = clusterOf(actor);
  // Compressed before the transaction: the feed's lock is held for the database's work only.
  const contents = await Promise.all(reports.map(({ rows }) => encodeValue(rows)));
  return transaction(async (tx) => {
    const { idempotency, door } = delivery;
    if (idempotency) {
      const answer = await findAnswer(tx, actor, door, idempotency);
      if (answer) return { answer, isReplay: true };
    }
    const receipts = await storeInOrder(tx, actor, clusterId, { reports, contents, delivery });
    const answer = delivery.answer(receipts);
    if (idempotency) await keepAnswer(tx, actor, door, idempotency, answer);
    if (receipts.length > 0) await announce(tx, { room: "cases", kind: "report" });
    return { answer, isReplay: false };
  });
}

interface Work {
  reports: readonly CaseReport[];
  contents: readonly EncodedValue[];
  delivery: Delivery;
}

async function storeInOrder(
  tx: Tx,
  actor: ComponentActor,
  clusterId: string,
  { reports, contents, delivery }: Work,
): Promise<IngestReceipt[]> {
  if (reports.length === 0) return [];
  const lockedAt = await lockFeeds(
    tx,
    reports.map(({ type }) => caseFeed(type, clusterId).name),
  );
  // Of when the lock was held, so that the epochs of a feed follow the order of its generations.
  const madeAt = delivery.madeAt ?? wholeSeconds(lockedAt);
  const opened: OpenGeneration[] = [];
  for (const { type } of reports) {
    const feed = caseFeed(type, clusterId);
    const { requestRef, expiresInSeconds } = delivery;
    const isInOrder = delivery.madeAt !== undefined;
    const input = { feed, madeAt, requestRef, isInOrder, expiresInSeconds };
    opened.push(await openGeneration(tx, actor, input));
  }
  const known = await lockCandidates(tx, clusterId, reports);
  const epoch = madeAt.getTime() / 1000;
  const done = reports.map((report, index) => ({
    report,
    merged: mergeReport(report.type, known.get(report.type.name) ?? [], report.entries, epoch),
    open: at(opened, index),
    content: at(contents, index),
  }));
  const pending = done.map(
    ({ open, ...rest }): PendingReport => ({
      ...rest,
      generationId: open.id,
    }),
  );
  await writeCases(tx, clusterId, madeAt, pending);
  const closed = await Promise.all(done.map(toGeneration));
  await closeGenerations(tx, closed);
  return closed.map(({ open, received, stored, unchanged }) => ({
    feed: open.feed,
    generation: open.number,
    ...{ received, stored, unchanged },
    rejected: [],
  }));
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError("lists of one delivery differ in length");
  return item;
}

interface Done {
  report: CaseReport;
  merged: MergedReport;
  open: OpenGeneration;
  content: EncodedValue;
}

async function toGeneration({ report, merged, open, content }: Done): Promise<ClosedGeneration> {
  const { type, entries } = report;
  const { created, existing, claimed, states } = merged.counts;
  const counts = { new: created, existing, ...states, claimed };
  const products = [
    { key: `${type.feedKind}_report`, value: content },
    { key: `${type.feedKind}_report_summary`, value: await encodeValue(counts) },
  ];
  if (type.hasDecision) {
    const accepted = acceptedAccounts(type, merged);
    products.push({ key: `${type.feedKind}ers`, value: await encodeValue(accepted) });
  }
  const summary = type.summarise(merged.counts);
  return {
    open,
    products,
    received: entries.length,
    stored: entries.length,
    unchanged: 0,
    summary,
  };
}

function acceptedAccounts(type: CaseType, { cases }: MergedReport): object[] {
  return cases
    .filter(({ state }) => state === "accepted")
    .sort((left, right) => left.id - right.id)
    .map(({ account, resource, metric }) => ({
      account,
      resource,
      [type.description.metric]: metric,
    }));
}
