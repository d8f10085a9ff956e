import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import type { HistoryRow } from "@/lib/history/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { ask } from "@/lib/platform/db";
import { seesStaff } from "../model";
import { decisionVerbs } from "../model/verbs";
import type { CaseSample } from "./list-case-samples";

/** What somebody did to a case. */
export interface TimelineEvent {
  kind: "event";
  key: string;
  /** ISO 8601. */
  at: string;
  verb: string;
  /** Null for readers who are not staff. */
  who: string | null;
  change: { datum: string; was: string | null; now: string | null } | null;
  /** Paragraphs of the note. */
  paragraphs: string[];
}

/** Reports that named the case one after another, with nothing done by people in between. */
export interface TimelineSightings {
  kind: "sightings";
  key: string;
  count: number;
  from: string;
  to: string;
  firstMetric: number;
  lastMetric: number;
}

export type TimelineItem = TimelineEvent | TimelineSightings;

/**
 * What people did, merged with the sightings by reports, newest first. A reader who is not staff
 * sees decisions only, without names and notes. The caller has checked the scope.
 */
export async function listTimeline(
  viewer: Viewer,
  caseId: number,
  samples: readonly CaseSample[],
): Promise<TimelineItem[]> {
  const rows = await listSubjectEvents("case", String(caseId));
  const isForStaff = seesStaff(viewer);
  const decisions: ReadonlySet<string> = new Set(decisionVerbs);
  const shown = rows.filter((row) => isForStaff || decisions.has(row.verb));
  const names = await namesOf(shown);
  return mergeTimeline(
    shown.map((row) => toEvent(row, isForStaff, names)),
    samples,
  );
}

const named = z.object({ cci: z.string().nullable(), uid: z.string(), name: z.string() });

/** Names by the identifiers that claims are written with; one nobody knows stays as it is. */
async function namesOf(rows: readonly HistoryRow[]): Promise<Map<string, string>> {
  const keys = rows
    .flatMap(({ change }) => (change?.datum === "claimant" ? [change.was, change.now] : []))
    .filter((key) => typeof key === "string");
  if (keys.length === 0) return new Map();
  const people = await ask(named)`
    select cci, uid, name from people where cci = any(${keys}) or uid = any(${keys})`;
  return new Map(people.map(({ cci, uid, name }) => [cci ?? uid, name]));
}

function toEvent(
  row: HistoryRow,
  isForStaff: boolean,
  names: ReadonlyMap<string, string>,
): TimelineEvent {
  const { id, verb, change } = row;
  const textOf = (value: unknown): string | null =>
    value === null || value === undefined ? null : (names.get(String(value)) ?? String(value));
  return {
    kind: "event",
    key: `event-${id}`,
    at: row.at.toISOString(),
    verb,
    who: isForStaff ? row.actorName : null,
    change: change && {
      datum: change.datum,
      was: textOf(change.was),
      now: textOf(change.now),
    },
    paragraphs: isForStaff ? paragraphsOf(row.note) : [],
  };
}

/** A note's paragraphs: blank lines part them, as people write mails. */
export function paragraphsOf(note: string | null): string[] {
  return (note ?? "").split(/\r?\n\s*\r?\n/).filter((paragraph) => paragraph.trim());
}

/** Events and runs of reports in one list, newest first. Both come oldest first. */
export function mergeTimeline(
  events: readonly TimelineEvent[],
  samples: readonly CaseSample[],
): TimelineItem[] {
  const items: TimelineItem[] = [];
  let sampleIndex = 0;
  let ticksBefore = 0;
  const takeUntil = (at: string | null) => {
    const start = sampleIndex;
    while (sampleIndex < samples.length && (at === null || sampleAt(sampleIndex) <= at)) {
      sampleIndex += 1;
    }
    const run = samples.slice(start, sampleIndex);
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) return;
    items.push({
      kind: "sightings",
      key: `ticks-${first.tick}`,
      // Samples of a long history stand for several reports; the numbers of the reports do not lie.
      count: last.tick - ticksBefore,
      from: first.at,
      to: last.at,
      firstMetric: first.metric,
      lastMetric: last.metric,
    });
    ticksBefore = last.tick;
  };
  const sampleAt = (index: number) => samples[index]?.at ?? "";
  for (const event of events) {
    takeUntil(event.at);
    items.push(event);
  }
  takeUntil(null);
  return items.reverse();
}
