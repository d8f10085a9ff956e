import {
  createLoader,
  createParser,
  type inferParserType,
  parseAsStringLiteral,
  type SearchParams,
} from "nuqs/server";
import { type TableSpec, type TableState, tableParams } from "@/lib/platform/table-params";
import type { CaseColumn, CaseDescription } from "./case-types/definition";
import { caseStates, resources } from "./model";

/** Which reports a list looks at: the newest ones, the ones before, or both. */
export const whens = ["current", "archive", "all"] as const;
export const ticketFilters = ["linked", "none"] as const;

/** Values of the claimant filter that are not a uid. */
export const ME = "me";
export const NOBODY = "none";

const WORD = /^[\w.@-]{1,64}$/;

const parseWord = createParser<string>({
  parse: (text) => (WORD.test(text) ? text : null),
  serialize: (text) => text,
});

/** The filters of the queue in the URL, beside the table's own keys. */
export const caseFilterParsers = {
  /** Name of the case type; empty means the first one. */
  type: parseWord.withDefault(""),
  cluster: parseWord.withDefault(""),
  state: parseAsStringLiteral(caseStates),
  resource: parseAsStringLiteral(resources),
  /** `me`, `none` or a uid. */
  claimant: parseWord.withDefault(""),
  ticket: parseAsStringLiteral(ticketFilters),
  when: parseAsStringLiteral(whens).withDefault("current"),
};

export type CaseFilters = inferParserType<typeof caseFilterParsers>;
export type QueueParams = CaseFilters & TableState;

const forStaff: ReadonlySet<string> = new Set(["claimant", "notes", "action"]);

/** The type's columns as this person may see them: claimants and notes are staff's own. */
export function visibleColumns(description: CaseDescription, isForStaff: boolean): CaseColumn[] {
  return description.cols.filter((column) => isForStaff || !forStaff.has(column.datum));
}

/** What the type's table can be sorted by; the metric leads, highest first. */
export function queueSpec(description: CaseDescription, isForStaff: boolean): TableSpec {
  const own = visibleColumns(description, isForStaff).filter((column) => column.sortable);
  return {
    sortable: [...own.map((column) => column.datum), "cluster", "reported"],
    defaultSort: `-${description.metric}`,
    defaultSize: 20,
    // Current cases share the instant of the newest report, which stands below the table.
    defaultHidden: ["reported"],
  };
}

const loadFilters = createLoader(caseFilterParsers);

/** Only the filters; the type among them says which table the rest is about. */
export async function loadCaseFilters(search: Promise<SearchParams>): Promise<CaseFilters> {
  return loadFilters(search);
}

/** Filters, sort and page; a value that makes no sense gives the default. */
export async function loadQueueParams(
  search: Promise<SearchParams>,
  spec: TableSpec,
): Promise<QueueParams> {
  return createLoader({ ...caseFilterParsers, ...tableParams(spec).parsers })(search);
}

/** The filters that narrow the list, by the names people know; for "drop a filter". */
export function activeFilters(params: QueueParams): string[] {
  const named: [string, unknown][] = [
    ["cluster", params.cluster],
    ["state", params.state],
    ["resource", params.resource],
    ["claimant", params.claimant],
    ["ticket", params.ticket],
    ["search text", params.q],
  ];
  return named.filter(([, value]) => value).map(([name]) => name);
}
