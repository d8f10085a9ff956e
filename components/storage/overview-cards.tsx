import type { ReactNode } from "react";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { groupPath, groupVolumePath } from "@/lib/groups/params";
import { formatBytes, formatNumber, formatPercent } from "@/lib/platform/format";
import type { OwnGroupUsage, WorseRow } from "@/lib/storage/queries/list-worse";
import { LevelBadge } from "./level-badge";
import { TextLink } from "./text-link";
import { fullWords } from "./usage-cells";

interface WorseCardProps {
  count: number;
  rows: readonly WorseRow[];
}

/** Quota warnings that got worse within a week. */
export const WorseCard = ({ count, rows }: WorseCardProps) => (
  <CountedCard title="Quota warnings that got worse" count={count}>
    {rows.length === 0 ? (
      <p className="text-muted-foreground">No group's storage is worse than a week ago.</p>
    ) : (
      <ul className="divide-y divide-border">
        {rows.map((row) => (
          <li key={row.id} className="flex min-h-8 flex-wrap items-center gap-x-3">
            <TextLink href={groupVolumePath(row.group, row.volume)}>{row.group}</TextLink>
            <span className="min-w-0 flex-1 truncate text-sm text-muted-foreground">
              {row.volume}
              {row.pi === null ? "" : `, ${row.pi}`}
            </span>
            <LevelBadge level={Math.max(row.level, row.filesLevel)} />
            <span className="w-16 text-right tabular-nums">{formatPercent(row.usage, 0)}</span>
          </li>
        ))}
      </ul>
    )}
    <LinkButton href="/storage?warn=1" variant="ghost" size="sm" className="mt-1">
      All quota warnings
    </LinkButton>
  </CountedCard>
);

interface OwnGroupsCardProps {
  rows: readonly OwnGroupUsage[];
  /** Compute use by group; a group that ran nothing is not in it. */
  coreHours: Readonly<Record<string, number>>;
  usageDays: number;
}

/** The groups a PI leads: what each stores and computes. */
export const OwnGroupsCard = ({ rows, coreHours, usageDays }: OwnGroupsCardProps) => (
  <CountedCard title="My groups" count={rows.length}>
    {rows.length === 0 ? (
      <p className="text-muted-foreground">
        The directory names no group that you lead. An admin can correct that.
      </p>
    ) : (
      <ul className="divide-y divide-border">
        {rows.map((row) => (
          <li key={row.group} className="flex min-h-8 flex-wrap items-center gap-x-3">
            <TextLink href={groupPath(row.group)}>{row.group}</TextLink>
            <span className="min-w-0 flex-1 truncate text-sm text-muted-foreground">
              {usageWords(row)}
              {coreHours[row.group] === undefined
                ? ""
                : `; ${formatNumber(coreHours[row.group] ?? 0)} core-hours in ${usageDays} days`}
            </span>
            {row.volumeCount === 0 ? null : <LevelBadge level={row.level} />}
          </li>
        ))}
      </ul>
    )}
  </CountedCard>
);

function usageWords(row: OwnGroupUsage): string {
  if (row.volumeCount === 0) return "no storage";
  const full = row.daysUntilFull === null ? "" : `, ${whenFull(row.daysUntilFull)}`;
  const all = formatBytes(row.usedBytes);
  if (row.limitedCount === 0) return `${all} on ${volumes(row.volumeCount)}${full}`;
  // Only volumes with a quota are held against quotas.
  const limited = `${formatBytes(row.limitedBytes)} of ${formatBytes(row.quotaBytes)}`;
  const rest =
    row.limitedCount === row.volumeCount ? "" : `, ${all} on ${volumes(row.volumeCount)}`;
  return `${limited} on ${volumes(row.limitedCount)}${rest}${full}`;
}

const volumes = (count: number): string => (count === 1 ? "1 volume" : `${count} volumes`);

const whenFull = (days: number): string => (days <= 0 ? "full now" : `full ${fullWords(days)}`);

interface CountedCardProps {
  title: string;
  count: number;
  children: ReactNode;
}

const CountedCard = ({ title, count, children }: CountedCardProps) => (
  <Card>
    <CardHeader>
      <CardTitle>{title}</CardTitle>
      <span className="rounded-sm bg-neutral-soft px-1.5 text-sm tabular-nums">
        {formatNumber(count)}
      </span>
    </CardHeader>
    <CardContent>{children}</CardContent>
  </Card>
);
