import "server-only";
import { z } from "zod";
import { isStaff, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { exportRows } from "@/lib/platform/export-rows";
import type { ListFile } from "@/lib/platform/list/file";
import {
  type TabularFormat,
  type TabularValue,
  tabularHead,
  tabularLine,
} from "@/lib/platform/tabular";
import type { CaseType } from "../case-types/definition";
import { loadCaseFilters, loadQueueParams, queueSpec, visibleColumns } from "../params";
import { ticketLink } from "../serialise";
import { caseWhere, orderBy, sortTerms } from "./case-conditions";
import { caseColumns, caseTables, detailOf, type RawCase } from "./case-row";
import { typeOfAddress } from "./open-queue";

interface ExportColumn {
  id: string;
  value: (raw: RawCase, own: Record<string, unknown>) => TabularValue;
}

/**
 * Every row of the queue that the address describes, in its order, without the columns it hides:
 * the same query as the screen's, read through a cursor from one snapshot, in constant memory.
 */
export async function exportCases(
  viewer: Viewer,
  given: URLSearchParams,
  format: TabularFormat,
): Promise<ListFile> {
  keepToCluster(viewer, given.get("cluster"));
  const search = Promise.resolve(Object.fromEntries(given));
  const type = typeOfAddress((await loadCaseFilters(search)).type);
  const params = await loadQueueParams(search, queueSpec(type.description, isStaff(viewer)));
  const query = Prisma.sql`
    select ${caseColumns} from ${caseTables} where ${caseWhere(viewer, type, params)}
    ${orderBy(sortTerms(viewer, type, params.sort))}`;
  const columns = columnsOf(type, isStaff(viewer), new Set(params.columns));
  return { name: `cases-${type.name}`, pieces: piecesOf(query, type, columns, format) };
}

/** A key of one cluster that asks for another is told so. */
function keepToCluster(viewer: Viewer, asked: string | null): void {
  const own = viewer.within?.clusterId ?? null;
  if (own === null || asked === null || asked === own) return;
  throw new AppError("forbidden", "This component reads its own cluster only.");
}

async function* piecesOf(
  query: Prisma.Sql,
  type: CaseType,
  columns: readonly ExportColumn[],
  format: TabularFormat,
): AsyncGenerator<string> {
  const names = columns.map(({ id }) => id);
  yield tabularHead(format, names);
  for await (const batch of exportRows(z.custom<RawCase>(), query)) {
    yield batch
      .map((raw) => {
        const detail = detailOf(type, raw);
        const own = detail === undefined ? {} : type.serialise(raw, detail);
        const values = columns.map((column) => column.value(raw, own));
        return tabularLine(format, names, values);
      })
      .join("");
  }
}

const common: Readonly<Record<string, ExportColumn["value"]>> = {
  ticks: (raw) => raw.ticks,
  account: (raw) => raw.account,
  resource: (raw) => raw.resource,
  state: (raw) => raw.state,
  summary: (raw) => (raw.summary ?? null) as TabularValue,
  claimant: (raw) => raw.claimantUid,
  ticket: (raw) => raw.ticketNo,
  notes: (raw) => raw.historyCount,
};

/** Columns that are only for the screen. */
const screenOnly: ReadonlySet<string> = new Set(["usage", "action"]);

function columnsOf(
  type: CaseType,
  isForStaff: boolean,
  hidden: ReadonlySet<string>,
): ExportColumn[] {
  const { description } = type;
  const described = visibleColumns(description, isForStaff)
    .filter(({ datum }) => !screenOnly.has(datum))
    .map(({ datum }): ExportColumn => {
      if (datum === description.metric) return { id: datum, value: (raw) => raw.metric };
      return {
        id: datum,
        value: common[datum] ?? ((_, own) => (own[datum] ?? null) as TabularValue),
      };
    });
  const columns: ExportColumn[] = [
    { id: "id", value: (raw) => raw.id },
    { id: "cluster", value: (raw) => raw.clusterId },
    ...described,
    { id: "reported_at", value: (raw) => raw.reportedAt.toISOString() },
    { id: "current", value: (raw) => raw.isCurrent },
    ...(isForStaff
      ? [{ id: "ticket_url", value: (raw: RawCase) => ticketLink(raw)?.url ?? null }]
      : []),
  ];
  return columns.filter(({ id }) => !hidden.has(id));
}
