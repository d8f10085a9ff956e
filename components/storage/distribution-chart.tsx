"use client";

import { ChartFrame } from "@/components/charts/chart-frame";
import type { ValueKind } from "@/components/charts/format-value";
import { LazyHistogramChart } from "@/components/charts/lazy-histogram-chart";
import { LazyScatterChart } from "@/components/charts/lazy-scatter-chart";
import type { ScatterTone } from "@/components/charts/scatter-marks";
import { TableTransition } from "@/components/data-table/table-transition";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { writeNames } from "@/lib/platform/list/address";
import { writeSize } from "@/lib/platform/sizes";
import { levelNames } from "@/lib/storage/model/warnings";
import { chartAddressParsers } from "@/lib/storage/params/chart";
import type {
  Distribution,
  UsageBin,
  UsagePoint,
  UsageTotals,
} from "@/lib/storage/queries/list-distribution";
import { DistributionControls } from "./distribution-controls";
import { asLevel } from "./level-badge";

interface DistributionChartProps {
  distribution: Distribution;
  totals: UsageTotals;
}

const DAYS: ValueKind = { kind: "number", digits: 1 };
const BYTES: ValueKind = { kind: "bytes" };
const tones: Record<1 | 2 | 3, ScatterTone> = { 1: "success", 2: "warning", 3: "danger" };

/** How old and how large: where much space lies that nobody changes. */
export const DistributionChart = (props: DistributionChartProps) => (
  <TableTransition>
    <DistributionFrame {...props} />
  </TableTransition>
);

const DistributionFrame = ({ distribution, totals }: DistributionChartProps) => (
  <ChartFrame
    title="Old and large"
    summary={
      distribution.kind === "scatter"
        ? "Each mark is a group on a volume; drag over some to see only those below."
        : "What was used, the oldest first; of each bar the darker part is what it adds."
    }
    source={
      <p role="status">
        {selectionWords(totals)}
        {cutWords(distribution)}
      </p>
    }
    actions={<DistributionControls kind={distribution.kind} />}
    minHeight={300}
    table={tableOf(distribution)}
  >
    {totals.rowCount === 0 ? (
      <EmptyState title="No values to plot!" text="Drop a filter to see something." />
    ) : distribution.kind === "scatter" ? (
      <UsageScatter points={distribution.points} />
    ) : (
      <UsageHistogram bins={distribution.bins} />
    )}
  </ChartFrame>
);

const UsageScatter = ({ points }: { points: readonly UsagePoint[] }) => {
  const { values, setFilters } = useTableFilters(chartAddressParsers);
  const { logDays, logSize } = values;
  const noRange = { minDays: null, maxDays: null, minSize: null, maxSize: null };
  return (
    <LazyScatterChart
      label="Used space by days since the last change, one mark a group on a volume"
      points={points.map((point) => ({
        id: point.id,
        x: point.days,
        y: point.used,
        name: `${point.group} on ${point.volume}`,
        detail: levelNames[asLevel(point.level)],
        tone: tones[asLevel(point.level)],
      }))}
      x={{
        label: "Last modified (days)",
        value: DAYS,
        isLog: logDays,
        isReversed: logDays,
        logTicks: LOG_DAYS,
      }}
      y={{ label: "Used", value: BYTES, isLog: logSize }}
      onRange={(range) => {
        if (range === null) return void setFilters(noRange);
        // Nobody points at a byte; whole MiB can be read in the filter.
        const step = range.y[1] > 2 ** 30 ? 2 ** 20 : 1;
        void setFilters({
          minDays: Math.floor(range.x[0] * 10) / 10,
          maxDays: Math.ceil(range.x[1] * 10) / 10,
          minSize: writeSize(BigInt(Math.floor(range.y[0] / step) * step)),
          maxSize: writeSize(BigInt(Math.ceil(range.y[1] / step) * step)),
        });
      }}
      onPick={(id) => {
        const point = points.find((one) => one.id === id);
        if (point) void setFilters({ group: writeNames([point.group]), volume: point.volume });
      }}
    />
  );
};

const LOG_DAYS = [1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000];

const UsageHistogram = ({ bins }: { bins: readonly UsageBin[] }) => (
  <LazyHistogramChart
    label="Running total of used space by days since the last change, the oldest first"
    bars={bins.map(({ from, to, used, total }) => ({ from, to, value: used, total }))}
    x={{ label: "Last modified (days)", value: DAYS }}
    y={{ label: "Used", value: BYTES }}
  />
);

const TIB = 2 ** 40;

// Two decimals, as people know the line from the older page.
function selectionWords({ usedBytes, volumeCount, groupCount }: UsageTotals): string {
  const tib = (Number(usedBytes) / TIB).toFixed(2);
  const volumes = volumeCount === 1 ? "1 volume" : `${formatNumber(volumeCount)} volumes`;
  const groups = groupCount === 1 ? "1 group" : `${formatNumber(groupCount)} groups`;
  return `Selection: ${tib} TiB stored in ${volumes}, ${groups}.`;
}

const cutWords = (distribution: Distribution): string =>
  distribution.kind === "scatter" && distribution.isCut
    ? ` Drawn are the ${formatNumber(distribution.points.length)} largest.`
    : "";

function tableOf(distribution: Distribution) {
  const bytes = (value: number) => formatBytes(BigInt(Math.round(value)));
  const days = (value: number) => formatNumber(value, { digits: 1 });
  if (distribution.kind === "scatter") {
    return {
      columns: [
        { label: "Group" },
        { label: "Volume" },
        { label: "Last modified (days)", align: "end" as const },
        { label: "Used", align: "end" as const },
        { label: "Status" },
      ],
      rows: distribution.points.slice(0, 200).map((point) => ({
        key: point.id,
        cells: [
          point.group,
          point.volume,
          days(point.days),
          bytes(point.used),
          levelNames[asLevel(point.level)],
        ],
      })),
    };
  }
  return {
    columns: [
      { label: "Last modified (days)" },
      { label: "Groups on volumes", align: "end" as const },
      { label: "Used", align: "end" as const },
      { label: "Running total", align: "end" as const },
    ],
    rows: distribution.bins.map((bin) => ({
      key: String(bin.from),
      cells: [
        `${days(bin.to)} to ${days(bin.from)}`,
        formatNumber(bin.count),
        bytes(bin.used),
        bytes(bin.total),
      ],
    })),
  };
}
