import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
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
import { groupPath } from "@/lib/groups/params";
import { cn } from "@/lib/platform/cn";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import { LevelBadge } from "./level-badge";
import { FullIn, filesQuotaWords, quotaWords, ShareBar } from "./usage-cells";
import { UsageSparkline } from "./usage-sparkline";

interface GroupBasesProps {
  group: string;
  rows: readonly GroupUsageTrendRow[];
  /** The one whose details stand below. */
  baseId: number | undefined;
  /** The server's clock, ISO. */
  now: string;
}

const heads = ["Path", "Volume", "Used", "Quota", "Usage", "Status", "Full", "Forecast"];
const numbers = new Set(["Used", "Quota", "Usage", "Full", "Files", "Max files"]);
const allHeads = [...heads, "Files", "Max files", "File status", "Scan"];

/** Where a group has data, the worst first; a press shows the details of one. */
export const GroupBases = ({ group, rows, baseId, now }: GroupBasesProps) => (
  <div className="rounded-lg border border-border bg-card">
    <Table label="Base directories of the group">
      <TableCaption>Base directories of the group</TableCaption>
      <TableHeader>
        <tr className="border-b border-border">
          {allHeads.map((head) => (
            <TableHead key={head} className={cn(numbers.has(head) && "text-right")}>
              {head}
            </TableHead>
          ))}
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <BaseRow
            key={row.id}
            row={row}
            href={`${groupPath(group)}?base=${row.baseId}`}
            isShown={row.baseId === baseId}
            now={now}
          />
        ))}
      </TableBody>
    </Table>
  </div>
);

interface BaseRowProps {
  row: GroupUsageTrendRow;
  href: string;
  isShown: boolean;
  now: string;
}

const BaseRow = ({ row, href, isShown, now }: BaseRowProps) => (
  <TableRow className={cn(isShown && "bg-accent hover:bg-accent")}>
    <TableCell className="max-w-64 truncate">
      <Link
        href={href as Route}
        scroll={false}
        aria-current={isShown ? "true" : undefined}
        title={row.fullPath}
        className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
      >
        {row.path}
      </Link>
    </TableCell>
    <TableCell>{row.volume}</TableCell>
    <NumberCell>{formatBytes(row.used)}</NumberCell>
    <NumberCell>{quotaWords(row.quota)}</NumberCell>
    <NumberCell>
      <ShareBar share={row.usage} level={row.level} />
    </NumberCell>
    <TableCell>
      <LevelBadge level={row.level} of="bytes" />
    </TableCell>
    <NumberCell>
      <FullIn {...row} />
    </NumberCell>
    <TableCell>
      <UsageSparkline row={row} />
    </TableCell>
    <NumberCell>{formatNumber(row.files)}</NumberCell>
    <NumberCell>{filesQuotaWords(row.filesQuota)}</NumberCell>
    <TableCell>
      <LevelBadge level={row.filesLevel} of="files" />
    </TableCell>
    <TableCell>
      <Instant at={row.scan} relative now={now} />
    </TableCell>
  </TableRow>
);

const NumberCell = ({ children }: { children: ReactNode }) => (
  <TableCell className="text-right whitespace-nowrap tabular-nums">{children}</TableCell>
);
