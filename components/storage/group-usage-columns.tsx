import type { DataColumn } from "@/components/data-table/data-table-columns";
import { Instant } from "@/components/ui/instant";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { GroupUsageTrendRow } from "@/lib/storage/queries/list-group-usage";
import { atEnd, columnsOf } from "./column";
import { LevelBadge } from "./level-badge";
import { daysWords, FullIn, filesQuotaWords, quotaWords, ShareBar } from "./usage-cells";
import { UsageSparkline } from "./usage-sparkline";

const column = columnsOf<GroupUsageTrendRow>();

/** Quota warnings: one base directory of a group a row. `now` is the server's clock, ISO. */
export const groupUsageColumns = (now: string): DataColumn<GroupUsageTrendRow>[] => [
  column("group", "Group", (row) => row.group, { isFixed: true }),
  // What a phone shows without scrolling.
  column("usage", "Usage", (row) => <ShareBar share={row.usage} level={row.level} />, atEnd()),
  column("level", "Status", (row) => <LevelBadge level={row.level} of="bytes" />, {
    help: "Where the bytes will be in 3 and 7 days by the line through the last scans",
  }),
  column(
    "full",
    "Full",
    (row) => <FullIn {...row} />,
    atEnd("When the quota is reached at the usual growth of the last weeks, bytes or files"),
  ),
  column("pi", "PI", (row) => row.pi ?? <span className="text-muted-foreground">–</span>, {
    className: "max-w-36 truncate max-sm:hidden",
  }),
  column("volume", "Volume", (row) => row.volume),
  column("path", "Path", (row) => <Path row={row} />, {
    className: "max-w-52 truncate max-sm:hidden",
    help: "The base directory, below where the volume is mounted",
  }),
  column("used", "Used", (row) => formatBytes(row.usedBytes), atEnd()),
  column("quota", "Quota", (row) => quotaWords(row.quotaBytes), atEnd("The hard limit on bytes")),
  column("trend", "Forecast", (row) => <UsageSparkline row={row} />, {
    help: "The newest scans, two weeks ahead dotted, the quota dashed where it is near",
  }),
  column("files", "Files", (row) => formatNumber(row.usedInodes), atEnd("Files and directories")),
  column("filesQuota", "Max files", (row) => filesQuotaWords(row.quotaInodes), atEnd()),
  column(
    "filesUsage",
    "File usage",
    (row) => <ShareBar share={row.filesUsage} level={row.inodeLevel} />,
    atEnd(),
  ),
  column("filesLevel", "File status", (row) => <LevelBadge level={row.inodeLevel} of="files" />),
  column(
    "modified",
    "Last modified",
    (row) => <span className="whitespace-nowrap">{daysWords(row.lastModifiedDays)} d</span>,
    atEnd("Days between the newest change in it and the scan"),
  ),
  column("scan", "Scan", (row) => <Instant at={row.scannedAt} relative now={now} />, {
    help: "How old the scan is that says all this",
  }),
];

const Path = ({ row }: { row: GroupUsageTrendRow }) => <span title={row.fullPath}>{row.path}</span>;
