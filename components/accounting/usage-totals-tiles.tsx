import type { UsageMeasure, UsageSums } from "@/lib/accounting/model/usage";
import type { UsageTotals } from "@/lib/accounting/queries/usage-totals";
import { formatDay, formatNumber, formatPercent } from "@/lib/platform/format";
import { formatAmount, measureWords } from "./usage-words";

const shown: readonly UsageMeasure[] = [
  "coreHours",
  "gpuHours",
  "normalisedCoreHours",
  "cpuHours",
  "runningCores",
  "jobs",
];

const DAY_MS = 86_400_000;

/** Sums of the period, each beside those of the period before. */
export const UsageTotalsTiles = ({ totals }: { totals: UsageTotals }) => {
  const { current, previous } = totals;
  return (
    <section aria-label="Sums of the time" className="space-y-1">
      <dl className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-7">
        {shown.map((measure) => (
          <Tile
            key={measure}
            term={measureWords[measure].title}
            help={measureWords[measure].help}
            value={formatAmount(current[measure])}
            change={changeOf(current, previous, measure)}
          />
        ))}
        <Tile
          term="CPU efficiency"
          help="CPU time by the core time that was held for it"
          value={formatPercent(current.efficiency)}
          change={efficiencyChange(current, previous)}
        />
      </dl>
      <p className="text-sm text-muted-foreground">{comparisonOf(totals)}</p>
    </section>
  );
};

interface TileProps {
  term: string;
  help: string;
  value: string;
  change: string;
}

const Tile = ({ term, help, value, change }: TileProps) => (
  <div className="flex min-w-0 flex-col rounded-lg border border-border bg-card px-3 py-2">
    <dt className="text-sm text-muted-foreground" title={help}>
      {term}
    </dt>
    <dd className="text-lg font-semibold break-words tabular-nums">{value}</dd>
    <dd className="text-sm text-muted-foreground tabular-nums">{change}</dd>
  </div>
);

function changeOf(current: UsageSums, previous: UsageSums, measure: UsageMeasure): string {
  const [now, before] = [current[measure], previous[measure]];
  if (before === 0) return now === 0 ? "none before either" : "none before";
  const share = (now - before) / before;
  const text = formatPercent(Math.abs(share), Math.abs(share) < 0.1 ? 1 : 0);
  if (now === before) return `as before, ${formatAmount(before)}`;
  return `${text} ${share > 0 ? "more" : "less"} than ${formatAmount(before)}`;
}

function efficiencyChange({ efficiency: now }: UsageSums, { efficiency: before }: UsageSums) {
  if (now === null) return "no CPU or core time";
  if (before === null) return "unknown before";
  const points = (now - before) * 100;
  const size = formatNumber(Math.abs(points), { digits: 1 });
  return `${size} points ${points < 0 ? "less" : "more"} than ${formatPercent(before)}`;
}

function comparisonOf({ previous }: UsageTotals): string {
  const { from, to } = previous;
  const last = new Date(Math.ceil(to.getTime() / DAY_MS) * DAY_MS - DAY_MS);
  const part = to.getTime() % DAY_MS === 0 ? "" : `, ${to.toISOString().slice(11, 16)} UTC`;
  return `Compared with ${formatDay(from)} to ${formatDay(last)}${part}: as long as is counted so far. CPU time is known when a job has ended, so what still runs lowers the efficiency.`;
}
