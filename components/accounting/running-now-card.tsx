import type { Route } from "next";
import Link from "next/link";
import { Card, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { UsageDimension } from "@/lib/accounting/model/usage";
import { explorerPath } from "@/lib/accounting/params/explorer";
import type { RunningNow } from "@/lib/accounting/queries/running-now";
import { formatNumber } from "@/lib/platform/format";
import { dimensionWords, formatAmount, nameOf } from "./usage-words";

/** Descending, records without a stop come first. */
const RUNNING_FIRST = "sort_by[desc]=stop_time";

interface RunningNowCardProps {
  running: RunningNow;
  by: UsageDimension;
  /** The server's clock, ISO. */
  now: string;
}

/** Records without a stop: who holds what at this moment. */
export const RunningNowCard = ({ running, by, now }: RunningNowCardProps) => {
  const { total, rows } = running;
  return (
    <Card className="min-w-0">
      <CardHeader>
        <CardTitle>Running now</CardTitle>
        <span className="text-sm text-muted-foreground tabular-nums">
          {formatNumber(total.records)} records, {formatAmount(total.cores)} cores,{" "}
          {formatAmount(total.gpus)} GPUs
        </span>
      </CardHeader>
      {rows.length === 0 ? (
        <EmptyState
          title="Nothing is known to run"
          text="Most collectors report a job when it has ended. Those that report its start show here."
        />
      ) : (
        <Table label="Running now">
          <TableCaption>Running now</TableCaption>
          <TableHeader>
            <tr>
              <TableHead>{dimensionWords[by].title}</TableHead>
              <TableHead className="text-right">Records</TableHead>
              <TableHead className="text-right">Cores</TableHead>
              <TableHead className="text-right">GPUs</TableHead>
              <TableHead>Longest, since</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.name}>
                <TableCell className="max-w-48 truncate">{nameOf(by, row.name)}</TableCell>
                <TableCell className="text-right tabular-nums">
                  {formatNumber(row.records)}
                </TableCell>
                <TableCell className="text-right tabular-nums">{formatAmount(row.cores)}</TableCell>
                <TableCell className="text-right tabular-nums">{formatAmount(row.gpus)}</TableCell>
                <TableCell>
                  {row.oldestStartAt === null ? (
                    "–"
                  ) : (
                    <Instant at={row.oldestStartAt} relative now={now} />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <CardFooter>
        <Link
          href={explorerPath(RUNNING_FIRST) as Route}
          className="inline-block min-h-6 content-center text-primary hover:underline"
        >
          Their records
        </Link>
      </CardFooter>
    </Card>
  );
};
