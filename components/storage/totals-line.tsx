import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { UsageTotals } from "@/lib/storage/queries/list-distribution";
import { LevelBadge } from "./level-badge";

/** What all rows that match come to. */
export const TotalsLine = ({ totals }: { totals: UsageTotals }) => (
  <dl className="mb-4 flex flex-wrap gap-x-8 gap-y-2">
    <Figure term="Used" value={formatBytes(totals.usedBytes)} />
    <Figure
      term="Of quotas"
      value={
        totals.quotaBytes === 0n
          ? "–"
          : `${formatBytes(totals.limitedBytes)} of ${formatBytes(totals.quotaBytes)}`
      }
    />
    <Figure term="Files" value={formatNumber(totals.usedInodes)} />
    <Figure term="Groups" value={formatNumber(totals.groupCount)} />
    <div>
      <dt className="text-sm text-muted-foreground">Groups on volumes by status</dt>
      <dd className="flex flex-wrap gap-x-3 gap-y-1 tabular-nums">
        <span>
          <LevelBadge level={3} /> {formatNumber(totals.notOkCount)}
        </span>
        <span>
          <LevelBadge level={2} /> {formatNumber(totals.kindaCount)}
        </span>
        <span>
          <LevelBadge level={1} /> {formatNumber(totals.okCount)}
        </span>
      </dd>
    </div>
    <Figure term="Over quota" value={formatNumber(totals.overCount)} />
  </dl>
);

const Figure = ({ term, value }: { term: string; value: string }) => (
  <div>
    <dt className="text-sm text-muted-foreground">{term}</dt>
    <dd className="text-lg font-semibold tabular-nums">{value}</dd>
  </div>
);
