import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { formatNumber } from "@/lib/platform/format";
import type { ScanRow } from "@/lib/storage/lists/scans";
import { ScanProgress, ScanState } from "./scan-state";

interface RunningScansProps {
  rows: readonly ScanRow[];
  /** The server's clock, ISO. */
  now: string;
}

/** What is being read now; the page looks again by itself. */
export const RunningScans = ({ rows, now }: RunningScansProps) => (
  <Card className="mb-4">
    <CardHeader>
      <CardTitle>Being read now</CardTitle>
    </CardHeader>
    <CardContent>
      {rows.length === 0 ? (
        <p className="text-muted-foreground">No scan file is being read.</p>
      ) : (
        <ul className="divide-y divide-border">
          {rows.map((row) => (
            <li key={row.id} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
              <span className="font-medium">
                {row.volume} {row.date}
              </span>
              <ScanState row={row} />
              <ScanProgress row={row} />
              <span className="tabular-nums">{formatNumber(row.lines)} lines</span>
              <span className="text-sm text-muted-foreground">
                started <Instant at={row.started} relative now={now} />, heard of{" "}
                <Instant at={row.heardAt} relative now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </CardContent>
  </Card>
);
