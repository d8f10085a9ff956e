import type { CaseType, StoredCase, SummaryCounts } from "../case-types/definition";
import type { CaseState, Resource } from "../model";
import type { Entry } from "./parse-report";

/** A stored case as the merge sees it. */
export interface KnownCase extends StoredCase<unknown> {
  ticks: number;
  state: CaseState | null;
  claimantId: number | null;
}

/** A case that the report hit, as it is to be stored. */
export interface MergedCase extends KnownCase {
  isNew: boolean;
  summary: Record<string, unknown> | null;
}

interface MergedSample {
  of: MergedCase;
  tick: number;
  metric: number;
}

export interface MergedReport {
  /** In the order in which the report first hit them. */
  cases: MergedCase[];
  /** One a tick. */
  samples: MergedSample[];
  counts: SummaryCounts;
}

/** New cases come after all stored ones until they get their ids. */
const FIRST_TEMPORARY_ID = 2 ** 40;

/**
 * Merges the entries into the known cases in their order: each hits the first case that matches,
 * or makes a new one, which the entries after it can hit. Pure.
 */
export function mergeReport(
  type: CaseType,
  known: readonly KnownCase[],
  entries: readonly Entry[],
  epoch: number,
): MergedReport {
  const board = new Map<string, (KnownCase | MergedCase)[]>();
  for (const item of known) addTo(board, item);
  const merged: MergedReport = { cases: [], samples: [], counts: noCounts() };
  for (const entry of entries) {
    const group = board.get(keyOf(entry)) ?? [];
    const match = bestMatch(type, group, entry);
    const hit = match
      ? mergeInto(type, match, entry, epoch)
      : createFrom(type, entry, epoch, FIRST_TEMPORARY_ID + merged.cases.length);
    if (!match) addTo(board, hit);
    else if (hit !== match) group[group.indexOf(match)] = hit;
    if (hit !== match) merged.cases.push(hit);
    merged.samples.push({ of: hit, tick: hit.ticks, metric: entry.metric });
    count(merged.counts, hit);
  }
  return merged;
}

function bestMatch(
  type: CaseType,
  group: readonly (KnownCase | MergedCase)[],
  entry: Entry,
): KnownCase | MergedCase | undefined {
  let best: KnownCase | MergedCase | undefined;
  for (const item of group) {
    if (!type.matches(item, entry)) continue;
    if (!best || type.compareMatches(item, best) < 0) best = item;
  }
  return best;
}

function keyOf(item: { account: string; resource: Resource }): string {
  return `${item.resource} ${item.account}`;
}

function addTo(board: Map<string, KnownCase[]>, item: KnownCase): void {
  const group = board.get(keyOf(item));
  if (group) group.push(item);
  else board.set(keyOf(item), [item]);
}

function createFrom(type: CaseType, entry: Entry, epoch: number, id: number): MergedCase {
  const { account, resource, metric, summary } = entry;
  const state = type.hasDecision ? "pending" : null;
  const detail = type.createDetail(entry);
  const fresh = { ticks: 1, claimantId: null, isNew: true };
  return { id, account, resource, metric, epoch, summary, state, detail, ...fresh };
}

// What this report hit before is changed in place, what was only known becomes a merged case.
function mergeInto(
  type: CaseType,
  match: KnownCase | MergedCase,
  entry: Entry,
  epoch: number,
): MergedCase {
  const isSameReport = "isNew" in match;
  const { metric, detail } = type.merge(match, entry, isSameReport);
  const change = { metric, detail, epoch, summary: entry.summary, ticks: match.ticks + 1 };
  return isSameReport ? Object.assign(match, change) : { ...match, ...change, isNew: false };
}

function noCounts(): SummaryCounts {
  return {
    created: 0,
    existing: 0,
    claimed: 0,
    states: { pending: 0, accepted: 0, rejected: 0 },
  };
}

// Counted over entries, as they find their case: two entries for one new case are one new record
// and one existing.
function count(counts: SummaryCounts, hit: MergedCase): void {
  if (hit.ticks > 1) counts.existing += 1;
  else counts.created += 1;
  if (hit.claimantId !== null) counts.claimed += 1;
  if (hit.state !== null) counts.states[hit.state] += 1;
}
