import type { Route } from "next";
import Link from "next/link";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import { formatNumber } from "@/lib/platform/format";
import { StateBadge } from "./case-cells";

interface AccountCasesProps {
  rows: readonly CaseRow[];
  rowCount: number;
  currentCount: number;
  /** The server's clock, ISO. */
  now: string;
}

/** The cases about one group, current ones first. */
export const AccountCases = ({ rows, rowCount, currentCount, now }: AccountCasesProps) => (
  <Card>
    <CardHeader>
      <CardTitle>Cases</CardTitle>
      <span className="text-sm text-muted-foreground">
        {formatNumber(currentCount)} current of {formatNumber(rowCount)}
      </span>
    </CardHeader>
    <CardContent>
      {rows.length === 0 ? (
        <p className="text-muted-foreground">No case was ever reported about this group.</p>
      ) : (
        <ul className="divide-y divide-border text-sm">
          {rows.map((row) => (
            <li key={row.id} className="flex min-h-9 flex-wrap items-center gap-x-3">
              <Link
                href={`/cases/${row.id}` as Route}
                className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
              >
                {row.type}, {row.cluster.name}, {row.resource}
              </Link>
              <StateBadge state={row.state} />
              {row.isCurrent ? null : <span className="text-muted-foreground">archived</span>}
              <span className="ml-auto tabular-nums">{row.metric}</span>
              <span className="text-muted-foreground">
                <Instant at={row.reportedAt} relative now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </CardContent>
  </Card>
);
