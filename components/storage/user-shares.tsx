import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { formatBytes, formatNumber, formatPercent } from "@/lib/platform/format";
import type { UserShare } from "@/lib/storage/queries/list-user-shares";
import { TextLink } from "./text-link";

interface UserSharesProps {
  group: string;
  rows: readonly UserShare[];
  userCount: number;
}

/** Whose files the group's space is, over all volumes. */
export const UserShares = ({ group, rows, userCount }: UserSharesProps) => (
  <Card>
    <CardHeader>
      <CardTitle>Users of the space</CardTitle>
      <TextLink href={`/storage/users?group=${encodeURIComponent(group)}`}>
        All {formatNumber(userCount)} by volume
      </TextLink>
    </CardHeader>
    <CardContent>
      {rows.length === 0 ? (
        <p className="text-muted-foreground">No scan names a file of this group.</p>
      ) : (
        <ol className="space-y-1.5">
          {rows.map((row) => (
            <li key={row.user} className="grid grid-cols-[1fr_auto] items-center gap-x-4 text-sm">
              <span className="min-w-0 truncate">
                <span className="font-medium">{row.user}</span>
                {row.name === null ? null : (
                  <span className="text-muted-foreground"> {row.name}</span>
                )}
              </span>
              <span className="text-right whitespace-nowrap tabular-nums">
                {formatBytes(row.usedBytes)}, {formatPercent(row.share, 0)}
              </span>
              <span aria-hidden className="col-span-2 h-1.5 rounded-sm bg-neutral-soft">
                <span
                  className="block h-full rounded-sm bg-chart-1"
                  style={{ width: `${row.share * 100}%` }}
                />
              </span>
            </li>
          ))}
        </ol>
      )}
    </CardContent>
  </Card>
);
