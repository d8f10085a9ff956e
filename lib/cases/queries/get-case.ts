import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { type Contact, listContacts } from "@/lib/directory/queries/people";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { getCaseType } from "../case-types/registry";
import { type CaseRow, detailOf, rawCase, rawCaseColumns, toCaseRow } from "./case-row";
import { caseScope, caseTables } from "./case-scope";

export interface CaseDetail extends CaseRow {
  typeTitle: string;
  noun: string;
  hasDecision: boolean;
  metricTitle: string;
  metricUnit: string;
  metricHelp: string | null;
  /** ISO 8601. */
  firstReportedAt: string;
  /** ISO 8601; null while undecided. */
  decidedAt: string | null;
  /** Facts that only this type has. */
  facts: { label: string; value: string }[];
  /** User names as the detector gave them, most relevant first. */
  users: Contact[];
  /** PI of the account; null where the directory knows none. */
  pi: Contact | null;
  /** Whom to ask first. */
  contact: "pi" | "submitter";
  /** Report that last named the case. */
  generation: { feed: string; number: number } | null;
}

const caseRow = rawCase.extend({
  firstReportedAt: z.date(),
  decidedAt: z.date().nullable(),
  generationNumber: z.int().nullable(),
  feedName: z.string().nullable(),
});

/**
 * One case with everything its page says of it. Two statements. Throws `not_found` for a case that
 * does not exist or is out of the viewer's reach: the two must look the same from outside.
 */
export async function getCase(viewer: Viewer, id: number): Promise<CaseDetail> {
  const [raw] = await ask(caseRow)`
    select ${rawCaseColumns}, c.first_reported_at as "firstReportedAt", c.decided_at as "decidedAt",
      g.number as "generationNumber", t.feed_name as "feedName"
    from ${caseTables}
    left join generations g on g.id = c.generation_id
    left join task_managers t on t.sequence_id = g.sequence_id
    where c.id = ${id} and ${caseScope(viewer)}`;
  if (!raw) throw new AppError("not_found", "There is no such case.");
  const type = getCaseType(raw.type);
  const detail = detailOf(type, raw);
  const uids = detail === undefined ? [] : type.users(detail);
  const { people: users, pi } = await listContacts(raw.account, uids);
  const metric = type.description.cols.find(({ datum }) => datum === type.description.metric);
  return {
    ...toCaseRow(raw, viewer),
    typeTitle: type.description.title,
    noun: type.noun,
    hasDecision: type.hasDecision,
    metricTitle: metric?.title ?? type.description.metric,
    metricUnit: type.metricUnit,
    metricHelp: metric?.help ?? null,
    firstReportedAt: raw.firstReportedAt.toISOString(),
    decidedAt: raw.decidedAt?.toISOString() ?? null,
    facts: detail === undefined ? [] : type.facts(detail),
    users,
    pi,
    contact: type.contact,
    generation:
      raw.feedName === null || raw.generationNumber === null
        ? null
        : { feed: raw.feedName, number: raw.generationNumber },
  };
}
