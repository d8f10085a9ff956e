import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import {
  fact,
  flag,
  inFile,
  instant,
  integer,
  json,
  type Kind,
  maybe,
  oneOf,
  real,
  text,
} from "@/lib/platform/list/column";
import { defineList, type ParamsOf } from "@/lib/platform/list/declare";
import { choiceFilter, wordFilter } from "@/lib/platform/list/filter";
import type { CaseType } from "../case-types/definition";
import { caseTypes } from "../case-types/registry";
import { caseStates, resources, seesStaff, stateTexts } from "../model";
import { caseScope, caseTables } from "../queries/case-scope";
import { ticketLink } from "../serialise";
import { caseColumns } from "./case-columns";
import { searchCases } from "./search-cases";

/** The queue of one case type; aliases: `c` cases, `k` clusters, `p` claimant. */

/** Values of the claimant filter that are not a uid. */
const ME = "me";
const NOBODY = "none";

/** What every type's row has, whatever its columns are. */
export const caseFacts = {
  type: fact(text, Prisma.sql`c.type`),
  clusterId: fact(text, Prisma.sql`c.cluster_id`),
  clusterName: fact(text, Prisma.sql`k.name`),
  account: fact(text, Prisma.sql`c.account`),
  resource: fact(oneOf(resources), Prisma.sql`c.resource`),
  state: fact(maybe(oneOf(caseStates)), Prisma.sql`c.state`),
  metric: fact(real, Prisma.sql`c.metric`),
  ticks: fact(integer, Prisma.sql`c.ticks`),
  reportedAt: fact(instant, Prisma.sql`c.reported_at`),
  isCurrent: fact(flag, Prisma.sql`c.is_current`),
  summary: fact(json<unknown>(z.unknown()), Prisma.sql`c.summary`),
  detail: fact(json<unknown>(z.unknown()), Prisma.sql`c.detail`),
  historyCount: fact(integer, Prisma.sql`c.history_count`),
  version: fact(integer, Prisma.sql`c.version`),
  claimantId: fact(maybe(integer), Prisma.sql`c.claimant_id`),
  claimantUid: fact(maybe(text), Prisma.sql`p.uid`),
  claimantName: fact(maybe(text), Prisma.sql`p.name`),
  ticketId: fact(maybe(integer), Prisma.sql`c.ticket_id`),
  ticketNo: fact(maybe(text), Prisma.sql`c.ticket_no`),
  ticketUrl: fact(maybe(text), Prisma.sql`c.ticket_url`),
};

const ticketFacts = z.object({
  ticketId: z.int().nullable(),
  ticketNo: z.string().nullable(),
  ticketUrl: z.string().nullable(),
});

/** Address of the ticket, by the site's template where the case has none of its own. */
const ticketAddress: Kind<unknown> = {
  ...json<unknown>(z.unknown()),
  write: (raw) => ticketLink(ticketFacts.parse(raw))?.url ?? null,
};

const filesOnly = {
  idInFile: inFile(integer, Prisma.sql`c.id`, "id"),
  currentInFile: inFile(flag, Prisma.sql`c.is_current`, "current"),
  ticketAddress: inFile(
    ticketAddress,
    Prisma.sql`json_build_object('ticketId', c.ticket_id, 'ticketNo', c.ticket_no,
      'ticketUrl', c.ticket_url)`,
    "ticket_url",
  ),
};

const when = choiceFilter(["current", "archive", "all"], {
  noun: "reports",
  initial: "current",
  look: {
    label: "Reports",
    options: [
      ["current", "Current"],
      ["archive", "Archive"],
      ["all", "All reports"],
    ],
  },
  where: (value) => (value === "all" ? null : Prisma.sql`c.is_current = ${value === "current"}`),
});

const state = choiceFilter(caseStates, {
  noun: "state",
  look: {
    label: "State",
    any: "Any state",
    options: caseStates.map((one) => [one, stateTexts[one]]),
  },
  where: (value) => Prisma.sql`c.state = ${value}`,
});

const filters = {
  // Read first: it says which list the address is about.
  type: wordFilter({ noun: "type", where: () => null }),
  when,
  cluster: wordFilter({
    noun: "cluster",
    look: { control: "choice", label: "Cluster", any: "Any cluster" },
    where: (id) => Prisma.sql`c.cluster_id = ${id}`,
  }),
  state,
  resource: choiceFilter(resources, {
    noun: "resource",
    look: {
      label: "Resource",
      any: "CPU and GPU",
      options: resources.map((one) => [one, one.toUpperCase()]),
    },
    where: (resource) => Prisma.sql`c.resource = ${resource}`,
  }),
  // SECURITY: who claimed a case is staff's own; a filter by it would tell as much as a column.
  claimant: wordFilter<Viewer>({
    noun: "claimant",
    look: { control: "choice", label: "Analyst", any: "Any analyst" },
    where(claimant, _, viewer) {
      if (claimant === ME) return Prisma.sql`c.claimant_id = ${viewer.id}`;
      if (claimant === NOBODY) return Prisma.sql`c.claimant_id is null`;
      return Prisma.sql`p.uid = ${claimant}`;
    },
  }),
  ticket: choiceFilter(["linked", "none"], {
    noun: "ticket",
    look: {
      label: "Ticket",
      any: "Any ticket",
      options: [
        ["linked", "With ticket"],
        ["none", "Without ticket"],
      ],
    },
    where: (ticket) =>
      ticket === "linked" ? Prisma.sql`c.ticket_no is not null` : Prisma.sql`c.ticket_no is null`,
  }),
};

/** The type's columns, and beside them what every row has. */
function columnsOf(type: CaseType): typeof caseFacts & typeof filesOnly {
  const own = caseColumns(type);
  const beside = Object.entries({ ...caseFacts, ...filesOnly }).filter(([id]) => !(id in own));
  return { ...own, ...Object.fromEntries(beside) } as typeof caseFacts & typeof filesOnly;
}

function declare(type: CaseType) {
  const { name, description, hasDecision } = type;
  const { look: _, ...stateByAddress } = state;
  return defineList({
    name: "cases",
    fileName: `cases-${name}`,
    caption: description.title,
    noun: "cases",
    from: caseTables,
    scope: (viewer: Viewer, { given }) =>
      Prisma.sql`${caseScope(viewer, given.cluster)} and c.type = ${name}`,
    key: Prisma.sql`c.id`,
    columns: columnsOf(type),
    fileFirst: [
      "idInFile",
      "cluster" as never,
      ...description.cols.map(({ datum }) => datum as never),
    ],
    filters: { ...filters, state: hasDecision ? state : stateByAddress },
    search: { label: "Search the queue", where: (q, viewer) => searchCases(type, q, viewer) },
    // The metric leads, highest first.
    sort: `-${description.metric}` as never,
    unique: Prisma.sql`c.id`,
    hides: (viewer) =>
      seesStaff(viewer) ? [] : ["claimant", "notes" as never, "action" as never, "ticketAddress"],
    empty: { title: "No case matches", text: "Drop a filter." },
  });
}

export type CaseList = ReturnType<typeof declare>;
export type QueueParams = ParamsOf<CaseList>;

const lists = new Map<string, CaseList>();

/** The queue of a case type. */
export function caseList(type: CaseType): CaseList {
  const known = lists.get(type.name);
  if (known) return known;
  const list = declare(type);
  lists.set(type.name, list);
  return list;
}

/** The type that an address names; an unknown one gives the first. Throws where there is none. */
export function typeOfAddress(name: string | null | undefined): CaseType {
  const type = caseTypes.find((one) => one.name === name) ?? caseTypes[0];
  if (!type) throw new Error("no case type is declared");
  return type;
}

/** Whose cases the filter bar offers. */
export const claimantChoices = (
  people: readonly { uid: string; name: string }[],
): (readonly [string, string])[] => [
  [ME, "Mine"],
  [NOBODY, "Nobody's"],
  ...people.map(({ uid, name }) => [uid, name] as const),
];
