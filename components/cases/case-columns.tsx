import { Repeat } from "lucide-react";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { Instant } from "@/components/ui/instant";
import type { CaseColumn } from "@/lib/cases/case-types/definition";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import type { TypeView } from "@/lib/cases/queries/open-queue";
import { ClaimantName, StateBadge, SummaryCell, TicketCell, UsageCell } from "./case-cells";
import { CaseMenu } from "./case-menu";

const columns = dataColumns<CaseRow>();

/** Cells of columns that every type may have; any other column shows the type's own text. */
const cells: Readonly<Record<string, (row: CaseRow) => ReactNode>> = {
  ticks: (row) => row.ticks,
  account: (row) => row.account,
  resource: (row) => row.resource,
  state: (row) => <StateBadge state={row.state} />,
  usage: (row) => <UsageCell url={row.usageUrl} isDense />,
  summary: (row) => <SummaryCell row={row} />,
  claimant: (row) => <ClaimantName claimant={row.claimant} />,
  ticket: (row) => <TicketCell ticket={row.ticket} />,
  notes: (row) => row.notes ?? 0,
  action: (row) => <CaseMenu target={row} />,
};

/**
 * The type's columns in its own order, with cluster, trend and last report between them. The
 * account leads, since the first column stays in view on a narrow screen.
 */
export function caseColumns(type: TypeView): DataColumn<CaseRow>[] {
  const described = [...type.cols].sort(
    (a, b) => Number(b.datum === "account") - Number(a.datum === "account"),
  );
  return described.flatMap((col) => {
    const own = describedColumn(type, col);
    if (col.datum === "account") return [own, clusterColumn];
    if (col.datum === type.metric) return [own, trendColumn(col.title)];
    return col.datum === "summary" ? [reportedColumn, own] : [own];
  });
}

function describedColumn(type: TypeView, col: CaseColumn): DataColumn<CaseRow> {
  const { datum, title } = col;
  const help = datum === "ticks" ? title : col.help;
  const isMetric = datum === type.metric;
  const label = isMetric && type.unit ? `${title} (${type.unit})` : title;
  const cell =
    cells[datum] ??
    (isMetric ? (row: CaseRow) => row.metric : (row: CaseRow) => row.cells[datum] ?? "–");
  return columns.display({
    id: datum,
    header: headers[datum] ?? label,
    cell: ({ row }) => cell(row.original),
    meta: {
      label,
      className: "whitespace-nowrap",
      align: col.type === "number" || datum === "notes" ? "end" : "start",
      ...(help === undefined ? {} : { help }),
      ...(datum === "account" ? { isLink: true } : {}),
      ...(datum === "action" ? { isFixed: true } : {}),
    },
  });
}

const headers: Readonly<Record<string, () => ReactNode>> = {
  ticks: () => (
    <>
      <Repeat aria-hidden className="inline size-4" />
      <span className="sr-only">Times reported</span>
    </>
  ),
  action: () => <span className="sr-only">Actions</span>,
};

const clusterColumn: DataColumn<CaseRow> = columns.display({
  id: "cluster",
  header: "Cluster",
  cell: ({ row }) => row.original.cluster.name,
  meta: { className: "max-w-36 truncate" },
});

const reportedColumn: DataColumn<CaseRow> = columns.display({
  id: "reported",
  header: "Last reported",
  cell: ({ row }) => <Instant at={row.original.reportedAt} />,
});

const trendColumn = (title: string): DataColumn<CaseRow> =>
  columns.display({
    id: "trend",
    header: "Trend",
    cell: ({ row }) => <Trend title={title} row={row.original} />,
  });

const Trend = ({ title, row }: { title: string; row: CaseRow }) => {
  const [first] = row.trend;
  const last = row.trend.at(-1);
  if (first === undefined || last === undefined) return "–";
  const label = `${title} over ${row.trend.length} reports, from ${short(first)} to ${short(last)}`;
  return <Sparkline values={row.trend} label={label} width={64} />;
};

const short = (value: number): string => String(Math.round(value * 100) / 100);
