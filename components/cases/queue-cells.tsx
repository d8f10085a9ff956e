import { Repeat } from "lucide-react";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { Instant } from "@/components/ui/instant";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import type { TypeView } from "@/lib/cases/queries/open-queue";
import { ClaimantName, StateBadge, SummaryCell, TicketCell, UsageCell } from "./case-cells";
import { CaseMenu } from "./case-menu";

type Cells = Readonly<Record<string, (row: CaseRow) => ReactNode>>;

/** Cells of columns that every type may have; any other column shows the type's own text. */
const common: Cells = {
  ticks: (row) => row.ticks,
  account: (row) => row.account,
  cluster: (row) => row.cluster.name,
  reported: (row) => <Instant at={row.reportedAt} />,
  resource: (row) => row.resource,
  state: (row) => <StateBadge state={row.state} />,
  usage: (row) => <UsageCell url={row.usageUrl} isDense />,
  summary: (row) => <SummaryCell row={row} />,
  claimant: (row) => <ClaimantName claimant={row.claimant} />,
  ticket: (row) => <TicketCell ticket={row.ticket} />,
  notes: (row) => row.notes ?? 0,
  action: (row) => <CaseMenu target={row} />,
};

/** What the queue of a type shows in these columns. */
export function queueCells(type: TypeView, columns: readonly { id: string }[]): Cells {
  const own = columns.map(({ id }) => [id, (row: CaseRow) => row.cells[id] ?? "–"] as const);
  return {
    ...Object.fromEntries(own),
    ...common,
    [type.metric]: (row) => row.metric,
    trend: (row) => <Trend title={type.metricTitle} row={row} />,
  };
}

export const queueHeaders: Readonly<Record<string, () => ReactNode>> = {
  ticks: () => (
    <>
      <Repeat aria-hidden className="inline size-4" />
      <span className="sr-only">Times reported</span>
    </>
  ),
  action: () => <span className="sr-only">Actions</span>,
};

const Trend = ({ title, row }: { title: string; row: CaseRow }) => {
  const [first] = row.trend;
  const last = row.trend.at(-1);
  if (first === undefined || last === undefined) return "–";
  const label = `${title} over ${row.trend.length} reports, from ${short(first)} to ${short(last)}`;
  return <Sparkline values={row.trend} label={label} width={64} />;
};

const short = (value: number): string => String(Math.round(value * 100) / 100);
