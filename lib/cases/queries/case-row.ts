import "server-only";
import type { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { factColumns, factShape } from "@/lib/platform/list/page";
import type { CaseType } from "../case-types/definition";
import { getCaseType } from "../case-types/registry";
import { caseFacts } from "../lists/cases";
import { type CaseState, seesStaff } from "../model";
import { allowedVerbs, type CaseVerb } from "../model/verbs";
import { ticketLink, usageLink } from "../serialise";

/** One line of a summary: a text, or a table of its own. */
export interface SummaryEntry {
  label: string;
  text: string;
  entries?: SummaryEntry[];
}

/** A case as the queue shows it; plain data, already in words. */
export interface CaseRow {
  id: number;
  type: string;
  account: string;
  cluster: { id: string; name: string };
  resource: string;
  state: CaseState | null;
  ticks: number;
  /** As people read it, without the unit. */
  metric: string;
  /** ISO 8601. */
  reportedAt: string;
  isCurrent: boolean;
  summary: SummaryEntry[];
  /** Null for nobody, and for readers who are not staff. */
  claimant: { uid: string; name: string; isMe: boolean } | null;
  ticket: { no: string; url: string | null } | null;
  /** Number of history rows; null for readers who are not staff. */
  notes: number | null;
  usageUrl: string | null;
  /** What only this type has, by datum. */
  cells: Record<string, string>;
  /** The metric of the newest reports, oldest first. */
  trend: number[];
  verbs: CaseVerb[];
  version: number;
}

/** The facts of a case, for statements beside the queue. */
export const rawCaseColumns = factColumns(caseFacts, Prisma.sql`c.id`);
export const rawCase = factShape(caseFacts);
type RawCase = z.infer<typeof rawCase>;

const MAX_DEPTH = 3;

/** The row as this reader may see it. */
export function toCaseRow(raw: RawCase, viewer: Viewer, trend: number[] = []): CaseRow {
  const type = getCaseType(raw.type);
  const isForStaff = seesStaff(viewer);
  const { account, state, ticks, isCurrent, version } = raw;
  return {
    id: Number(raw.id),
    type: raw.type,
    account,
    cluster: { id: raw.clusterId, name: raw.clusterName },
    resource: raw.resource.toUpperCase(),
    state,
    ticks,
    metric: type.formatMetric(raw.metric),
    reportedAt: raw.reportedAt.toISOString(),
    isCurrent,
    summary: prettySummary(type, raw.summary),
    claimant: isForStaff ? claimantOf(raw, viewer) : null,
    ticket: ticketOf(raw, isForStaff),
    notes: isForStaff ? raw.historyCount : null,
    usageUrl: type.hasUsageLink ? usageLink(raw).url : null,
    cells: cellsOf(type, raw),
    trend,
    verbs: allowedVerbs(raw, viewer),
    version,
  };
}

function claimantOf(raw: RawCase, viewer: Viewer): CaseRow["claimant"] {
  if (raw.claimantId === null || raw.claimantUid === null) return null;
  const name = raw.claimantName ?? raw.claimantUid;
  return { uid: raw.claimantUid, name, isMe: raw.claimantId === viewer.id };
}

function ticketOf(raw: RawCase, isForStaff: boolean): CaseRow["ticket"] {
  const link = ticketLink(raw);
  // The address leads into the staff's ticket system.
  return link && { no: link.no, url: isForStaff ? link.url : null };
}

/** The detail by the type's own schema; undefined where it does not fit, so that no page breaks. */
export function detailOf(type: CaseType, raw: Pick<RawCase, "detail">): unknown {
  const parsed = type.detailSchema.safeParse(raw.detail);
  return parsed.success ? parsed.data : undefined;
}

function cellsOf(type: CaseType, raw: RawCase): CaseRow["cells"] {
  const detail = detailOf(type, raw);
  if (detail === undefined) return {};
  const values = Object.entries(type.serialise(raw, detail));
  return Object.fromEntries(values.map(([datum, value]) => [datum, textOf(value)]));
}

/** The summary in words, by the type's rules; what they cannot format is shown as it is. */
export function prettySummary(type: CaseType, summary: unknown): SummaryEntry[] {
  if (!isObject(summary)) return [];
  try {
    return type.prettySummary(summary).map(([label, value]) => toEntry(label, value, 0));
  } catch {
    return Object.entries(summary).map(([label, value]) => toEntry(label, value, 0));
  }
}

function toEntry(label: string, value: unknown, depth: number): SummaryEntry {
  if (!isObject(value) || depth === MAX_DEPTH) return { label, text: textOf(value) };
  const entries = Object.entries(value).map(([key, inner]) => toEntry(key, inner, depth + 1));
  return { label, text: "", entries };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
