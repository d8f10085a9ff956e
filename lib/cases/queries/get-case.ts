import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { getCaseType } from "../case-types/registry";
import { caseScope } from "./case-conditions";
import {
  type CaseRow,
  caseColumns,
  caseTables,
  detailOf,
  type RawCase,
  toCaseRow,
} from "./case-row";

/** Somebody one may write to about a case; the name is null where the directory knows none. */
export interface CaseContact {
  uid: string;
  name: string | null;
  email: string | null;
}

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
  users: CaseContact[];
  /** PI of the account; null where the directory knows none. */
  pi: CaseContact | null;
  /** Whom to ask first. */
  contact: "pi" | "submitter";
  /** Report that last named the case. */
  generation: { feed: string; number: number } | null;
}

type Raw = RawCase & {
  firstReportedAt: Date;
  decidedAt: Date | null;
  generationNumber: number | null;
  feedName: string | null;
};

/**
 * One case with everything its page says of it. Two statements. Throws `not_found` for a case that
 * does not exist or is out of the viewer's reach: the two must look the same from outside.
 */
export async function getCase(viewer: Viewer, id: number): Promise<CaseDetail> {
  const [raw] = await db().$queryRaw<Raw[]>`
    select ${caseColumns}, c.first_reported_at as "firstReportedAt", c.decided_at as "decidedAt",
      g.number as "generationNumber", t.feed_name as "feedName"
    from ${caseTables}
    left join generations g on g.id = c.generation_id
    left join task_managers t on t.sequence_id = g.sequence_id
    where c.id = ${id} and ${caseScope(viewer)}`;
  if (!raw) throw new AppError("not_found", "There is no such case.");
  const type = getCaseType(raw.type);
  const detail = detailOf(type, raw);
  const uids = detail === undefined ? [] : type.users(detail);
  const { users, pi } = await listContacts(raw.account, uids);
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

async function listContacts(account: string, uids: readonly string[]) {
  const people = await db().$queryRaw<(CaseContact & { isPi: boolean })[]>`
    select p.uid, p.name, p.email, false as "isPi" from people p where p.uid = any(${[...uids]})
    union all
    select p.uid, p.name, p.email, true from groups g join people p on p.id = g.pi_id
    where g.name = ${account}`;
  const known = new Map(people.filter(({ isPi }) => !isPi).map((one) => [one.uid, one]));
  const toContact = ({ uid, name, email }: CaseContact): CaseContact => ({ uid, name, email });
  const pi = people.find(({ isPi }) => isPi);
  return {
    users: uids.map((uid) => toContact(known.get(uid) ?? { uid, name: null, email: null })),
    pi: pi ? toContact(pi) : null,
  };
}
