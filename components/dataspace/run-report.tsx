import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
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
import { feedPath } from "@/lib/dataspace/params";
import type { ReaperRunRow } from "@/lib/dataspace/queries/read-reaper";
import { formatBytes, formatNumber } from "@/lib/platform/format";

/** Feeds that a report lists on the page; the first are the largest. */
const SHOWN = 200;

/** What one run removed, or would have removed, feed by feed. */
export const RunReport = ({ run }: { run: ReaperRunRow }) => {
  const { report, isDryRun, error } = run;
  const title = isDryRun ? "What a pass would remove" : "What this pass removed";
  return (
    <Card id="run">
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <p className="text-sm text-muted-foreground">
          <Instant at={run.startedAt} />: {formatNumber(run.generationCount)} generations,{" "}
          {formatNumber(run.productCount)} products, {formatBytes(run.blobBytes)} freed
        </p>
      </CardHeader>
      {error === null ? null : (
        <CardContent>
          <Alert tone="error" title="It failed">
            {error}
          </Alert>
        </CardContent>
      )}
      {report.length === 0 ? (
        <EmptyState title="Nothing to remove" text="No generation is older than it may be." />
      ) : (
        <Table label={title} containerClassName="max-h-128 overflow-y-auto">
          <TableCaption>{title}</TableCaption>
          <TableHeader>
            <tr>
              <TableHead>Feed</TableHead>
              <TableHead className="text-right">Generations</TableHead>
              <TableHead className="text-right">Products</TableHead>
              <TableHead className="text-right">Bytes they hold</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {report.slice(0, SHOWN).map((one) => (
              <TableRow key={one.feed}>
                <TableCell>
                  <Link
                    href={{ pathname: feedPath(one.feed) }}
                    className="inline-block min-h-6 content-center text-primary hover:underline"
                  >
                    {one.feed}
                  </Link>
                </TableCell>
                <TableCell className="text-right tabular-nums">
                  {formatNumber(one.generations)}
                </TableCell>
                <TableCell className="text-right tabular-nums">
                  {formatNumber(one.products)}
                </TableCell>
                <TableCell className="text-right tabular-nums">
                  {formatBytes(BigInt(Math.round(one.bytes)))}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      {report.length > SHOWN ? (
        <CardContent className="text-sm text-muted-foreground">
          The {SHOWN} feeds with the most products, of {formatNumber(report.length)}.
        </CardContent>
      ) : null}
    </Card>
  );
};
