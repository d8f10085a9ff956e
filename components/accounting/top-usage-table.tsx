import type { Route } from "next";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { UsageDimension, UsageMeasure } from "@/lib/accounting/model/usage";
import type { TopUsageRow } from "@/lib/accounting/queries/usage-totals";
import { formatNumber, formatPercent } from "@/lib/platform/format";
import { dimensionWords, formatAmount, measureWords, nameOf } from "./usage-words";

/** Below this share of the time that was held, processors mostly waited. */
const LOW_EFFICIENCY = 0.25;

interface TopUsageTableProps {
  by: UsageDimension;
  measure: UsageMeasure;
  rows: readonly TopUsageRow[];
  /** Where each row's name leads: the page narrowed to it. */
  hrefs: readonly string[];
}

/** Who used most, with what part of the whole, and how well. */
export const TopUsageTable = ({ by, measure, rows, hrefs }: TopUsageTableProps) => {
  const title = `Top ${dimensionWords[by].many}`;
  const hasJobs = measure !== "jobs";
  return (
    <Card className="min-w-0">
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <span className="text-sm text-muted-foreground">by {measureWords[measure].noun}</span>
      </CardHeader>
      {rows.length === 0 ? (
        <EmptyState title="Nobody" text="Nothing ran in this time." />
      ) : (
        <Table label={title}>
          <TableCaption>{title}</TableCaption>
          <TableHeader>
            <tr>
              <TableHead>{dimensionWords[by].title}</TableHead>
              <TableHead className="text-right">{measureWords[measure].title}</TableHead>
              <TableHead>Share</TableHead>
              {hasJobs ? <TableHead className="text-right">Jobs</TableHead> : null}
              <TableHead className="text-right">CPU efficiency</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {rows.map((row, place) => (
              <TableRow key={row.name}>
                <TableCell className="max-w-48 truncate">
                  <Name by={by} name={row.name} href={hrefs[place] ?? ""} />
                </TableCell>
                <TableCell className="text-right tabular-nums">
                  {formatAmount(row[measure])}
                </TableCell>
                <TableCell>
                  <Share share={row.share} />
                </TableCell>
                {hasJobs ? (
                  <TableCell className="text-right tabular-nums">
                    {formatNumber(row.jobs)}
                  </TableCell>
                ) : null}
                <TableCell className="text-right whitespace-nowrap tabular-nums">
                  <Efficiency share={row.efficiency} cpuHours={row.cpuHours} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
};

// Records without a name cannot be asked for by it.
const Name = ({ by, name, href }: { by: UsageDimension; name: string; href: string }) =>
  name === "" ? (
    <span className="text-muted-foreground">{nameOf(by, name)}</span>
  ) : (
    <Link
      href={href as Route}
      title={name}
      className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
    >
      {name}
    </Link>
  );

const Share = ({ share }: { share: number }) => (
  <span className="flex items-center gap-2 whitespace-nowrap tabular-nums">
    <span aria-hidden className="h-2 w-16 shrink-0 overflow-hidden rounded-sm bg-neutral-soft">
      <span
        className="block h-full bg-chart-1"
        style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }}
      />
    </span>
    {formatPercent(share)}
  </span>
);

const Efficiency = ({ share, cpuHours }: { share: number | null; cpuHours: number }) => {
  // Collectors of whole machines send no CPU time; that is not a wasted core.
  if (share === null || cpuHours === 0) return <span title="No CPU time was reported">–</span>;
  if (share >= LOW_EFFICIENCY) return formatPercent(share);
  return <Badge tone="warning">low, {formatPercent(share)}</Badge>;
};
