import { formatBytes } from "@/lib/platform/format";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";

const WIDTH = 110;
const HEIGHT = 24;
const PAD = 2;
const AHEAD_DAYS = 14;

/** What was used over the newest scans, where it goes in two weeks, and the quota. */
export const UsageSparkline = ({ row }: { row: GroupUsageTrendRow }) => {
  const { trend, growthBytes } = row;
  const last = trend.used.at(-1);
  if (last === undefined || trend.used.length < 2) return <>–</>;
  const ahead = growthBytes === null ? null : Math.max(0, last + growthBytes * AHEAD_DAYS);
  const span = Math.max(1, ...trend.days);
  const quota = row.quota === null || row.quota === 0n ? null : Number(row.quota);
  const max = Math.max(...trend.used, ahead ?? 0);
  const min = Math.min(...trend.used, ahead ?? last);
  // A quota far above would press the line flat; it is drawn where it is near.
  const isNear = quota !== null && quota < max * 1.6;
  const top = isNear ? Math.max(max, quota) : max;
  const bottom = isNear ? Math.min(min, quota) : min;
  const x = (daysAgo: number) =>
    round(PAD + ((span - daysAgo) / (span + AHEAD_DAYS)) * (WIDTH - 2 * PAD));
  const y = (value: number) =>
    round(HEIGHT - PAD - (top > bottom ? (value - bottom) / (top - bottom) : 0.5) * (HEIGHT - 4));
  const points = trend.used.map((used, index) => `${x(trend.days[index] ?? 0)},${y(used)}`);

  return (
    <svg
      role="img"
      aria-label={labelOf(trend.used, ahead)}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="inline-block text-chart-1"
    >
      {isNear ? (
        <line
          x1={0}
          x2={WIDTH}
          y1={y(quota)}
          y2={y(quota)}
          stroke="var(--warning)"
          strokeDasharray="4 2"
        />
      ) : null}
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth={1.5} />
      {ahead === null ? null : (
        <line
          x1={x(0)}
          y1={y(last)}
          x2={x(-AHEAD_DAYS)}
          y2={y(ahead)}
          stroke="currentColor"
          strokeWidth={1.5}
          strokeDasharray="2 3"
        />
      )}
      <circle cx={x(0)} cy={y(last)} r={2} fill="currentColor" />
    </svg>
  );
};

const words = (bytes: number): string => formatBytes(BigInt(Math.round(bytes)));

function labelOf(used: readonly number[], ahead: number | null): string {
  const past = `From ${words(used[0] ?? 0)} to ${words(used.at(-1) ?? 0)} over ${used.length} scans`;
  return ahead === null ? past : `${past}; ${words(ahead)} expected in ${AHEAD_DAYS} days`;
}

const round = (length: number): number => Math.round(length * 10) / 10;
