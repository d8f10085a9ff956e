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
import { groupPath, groupVolumePath } from "@/lib/groups/params";
import { cn } from "@/lib/platform/cn";
import { formatBytes, formatNumber, formatPercent } from "@/lib/platform/format";
import type { BaseUsageTrendRow } from "@/lib/storage/lists/base-usage";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import { LevelBadge } from "./level-badge";
import { FullIn, filesQuotaWords, quotaWords, ShareBar } from "./usage-cells";
import { UsageSparkline } from "./usage-sparkline";

const heads = ["Used", "Quota", "Usage", "Status", "Full", "Forecast"];
const moreHeads = ["Files", "Max files", "File status", "Scan"];
const numbers = new Set(["Share", "Used", "Quota", "Usage", "Full", "Files", "Max files"]);

interface GroupUsesProps<Row> {
  group: string;
  rows: readonly Row[];
  /** The one whose details stand below. */
  shownId: string | undefined;
  /** The server's clock, ISO. */
  now: string;
}

/** What a group has on each volume, the worst first; a press shows the details of one. */
export const GroupVolumes = ({ group, rows, shownId, now }: GroupUsesProps<GroupUsageTrendRow>) => (
  <UsesTable label="Volumes of the group" heads={["Volume", ...heads, ...moreHeads]}>
    {rows.map((row) => (
      <UseRow key={row.id} row={row} isShown={row.id === shownId} now={now}>
        <PlaceCell
          text={row.volume}
          href={groupVolumePath(group, row.volume)}
          isShown={row.id === shownId}
        />
      </UseRow>
    ))}
  </UsesTable>
);

/** Where a group has data, each as if it had the whole quota; a press shows the details of one. */
export const GroupBases = ({ group, rows, shownId, now }: GroupUsesProps<BaseUsageTrendRow>) => (
  <UsesTable
    label="Base directories of the group"
    heads={["Path", "Volume", "Share", ...heads, ...moreHeads]}
  >
    {rows.map((row) => (
      <UseRow key={row.id} row={row} isShown={row.id === shownId} now={now}>
        <PlaceCell
          text={row.path}
          title={row.fullPath}
          href={`${groupPath(group)}?base=${row.baseId}`}
          isShown={row.id === shownId}
        />
        <TableCell>{row.volume}</TableCell>
        <NumberCell>{formatPercent(row.share, 0)}</NumberCell>
      </UseRow>
    ))}
  </UsesTable>
);

interface UsesTableProps {
  label: string;
  heads: readonly string[];
  children: ReactNode;
}

const UsesTable = ({ label, heads, children }: UsesTableProps) => (
  <div className="rounded-lg border border-border bg-card">
    <Table label={label}>
      <TableCaption>{label}</TableCaption>
      <TableHeader>
        <tr className="border-b border-border">
          {heads.map((head) => (
            <TableHead key={head} className={cn(numbers.has(head) && "text-right")}>
              {head}
            </TableHead>
          ))}
        </tr>
      </TableHeader>
      <TableBody>{children}</TableBody>
    </Table>
  </div>
);

interface PlaceCellProps {
  text: string;
  title?: string;
  href: string;
  isShown: boolean;
}

const PlaceCell = ({ text, title, href, isShown }: PlaceCellProps) => (
  <TableCell className="max-w-64 truncate">
    <Link
      href={href as Route}
      scroll={false}
      aria-current={isShown ? "true" : undefined}
      title={title}
      className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
    >
      {text}
    </Link>
  </TableCell>
);

interface UseRowProps {
  row: GroupUsageTrendRow;
  isShown: boolean;
  now: string;
  /** The cells that say where. */
  children: ReactNode;
}

const UseRow = ({ row, isShown, now, children }: UseRowProps) => (
  <TableRow className={cn(isShown && "bg-accent hover:bg-accent")}>
    {children}
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
