import type { z } from "zod";
import type { CaseState, Resource } from "../model";

/** A column of the type's table, as the describe structure has it. */
export interface CaseColumn {
  datum: string;
  title: string;
  searchable: boolean;
  sortable: boolean;
  type: "text" | "number";
  help?: string;
}

/** What the table, the search and the protocol know of a type. */
export interface CaseDescription {
  table: string;
  title: string;
  /** Datum of the default sort, descending. */
  metric: string;
  cols: CaseColumn[];
}

/** The part of an entry that every type has, checked and normalised. */
export interface EntryBase {
  account: string;
  resource: Resource;
  metric: number;
  /** As sent: an object of scalars, or null. */
  summary: Record<string, unknown> | null;
}

/** A stored case, as far as matching and merging look at it. */
export interface StoredCase<Detail> {
  id: number;
  account: string;
  resource: Resource;
  metric: number;
  /** UNIX seconds. */
  epoch: number;
  detail: Detail;
}

export interface SummaryCounts {
  created: number;
  existing: number;
  claimed: number;
  states: Record<CaseState, number>;
}

/**
 * Everything Headroom knows of one case type. A new type is one such declaration in its own file,
 * its entry in `registry.ts` and its tests: no migration, no change of pages or routes.
 */
export interface CaseType<Entry = unknown, Detail = unknown> {
  /** Plural name: key in the report, table name, tab of the queue. */
  name: string;
  /** Kind of the feed its reports make: `burst`, `oldjob`. */
  feedKind: string;
  /** Singular noun for sentences. */
  noun: string;
  /** Whether its cases are accepted and rejected. */
  hasDecision: boolean;
  description: CaseDescription;
  /** Unit written beside the metric, empty where it has none. */
  metricUnit: string;
  /**
   * Checks one entry in the protocol's own order and wording; throws AppError("invalid_input") with
   * the protocol's sentence for the first thing that is wrong.
   */
  parseEntry(raw: unknown): EntryBase & { detail: Entry };
  /** Shape of the stored detail (`Case.detail`). */
  detailSchema: z.ZodType<Detail>;
  /**
   * Where the detail holds a column of its own that can be sorted by, as a JSON path; a datum that
   * is not named here is looked for under its own name.
   */
  detailPaths?: Readonly<Record<string, readonly string[]>>;
  /** Whether the entry belongs to the stored case (account, cluster and resource agree already). */
  matches(stored: StoredCase<Detail>, entry: EntryBase & { detail: Entry }): boolean;
  /**
   * PERF: a stored case whose number `detail[key]` (decimal text) lies below `of(entry)` cannot
   * match, so SQL need not read it. Absent where every case of account and resource may match.
   */
  matchFloor?: { key: string; of(entry: EntryBase & { detail: Entry }): bigint };
  /** Order among several that match: the first one wins. */
  compareMatches(left: StoredCase<Detail>, right: StoredCase<Detail>): number;
  /** Detail of a new case. */
  createDetail(entry: EntryBase & { detail: Entry }): Detail;
  /** Metric and detail after a match; `isSameReport` when this report hit the case before. */
  merge(
    stored: StoredCase<Detail>,
    entry: EntryBase & { detail: Entry },
    isSameReport: boolean,
  ): { metric: number; detail: Detail };
  /** One line about a report, for notices; texts and blanks are the protocol's. */
  summarise(counts: SummaryCounts): string;
  /** Extra keys of the plain serialisation, in order, after the common ones. */
  serialise(
    stored: { metric: number; resource: Resource; state: CaseState | null },
    detail: Detail,
  ): Record<string, unknown>;
  /** Prettified summary: label and text, in order (spec 6.3). */
  prettySummary(summary: Record<string, unknown>): [label: string, value: unknown][];
  /** Whether the pretty serialisation has the metric as text too (`pain_pretty`). */
  hasPrettyMetric: boolean;
  /** Whether the account's usage graph is linked. */
  hasUsageLink: boolean;
  /** Metric as people read it. */
  formatMetric(metric: number): string;
  /** User names to write to, most relevant first. */
  users(detail: Detail): string[];
  /** Whom to ask first: the PI for the use of an account, the submitter for a bad job. */
  contact: "pi" | "submitter";
  /** Facts shown on the case page beside the common ones. */
  facts(detail: Detail): { label: string; value: string }[];
}
