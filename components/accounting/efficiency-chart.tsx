"use client";

import { ChartFrame } from "@/components/charts/chart-frame";
import { LazyTimeSeriesChart } from "@/components/charts/lazy-time-series-chart";
import { bucketLabel } from "@/components/charts/stacked-prepare";
import { EmptyState } from "@/components/ui/empty-state";
import type { UsageChart } from "@/lib/accounting/queries/usage-over-time";
import { formatPercent } from "@/lib/platform/format";
import { formatAmount } from "./usage-words";

interface EfficiencyChartProps {
  /** CPU-hours and core-hours of the same time and buckets. */
  cpu: UsageChart;
  core: UsageChart;
}

const TITLE = "CPU efficiency over time";

/** How much of the time for which cores were held they really worked. */
export const EfficiencyChart = ({ cpu, core }: EfficiencyChartProps) => {
  const points = pointsOf(cpu, core);
  const known = points.filter(({ share }) => share !== null);
  const incomplete = core.buckets.find(({ isIncomplete }) => isIncomplete);
  return (
    <ChartFrame
      title={TITLE}
      summary="CPU time by core time. Collectors tell CPU time when a job has ended, so what runs counts as idle until then."
      minHeight={210}
      table={{
        columns: [
          { label: "Time (UTC)" },
          { label: "CPU-hours", align: "end" },
          { label: "Core-hours", align: "end" },
          { label: "Efficiency", align: "end" },
        ],
        rows: [...points].reverse().map(({ at, label, cpuHours, coreHours, share }) => ({
          key: String(at),
          cells: [label, formatAmount(cpuHours), formatAmount(coreHours), formatPercent(share)],
        })),
      }}
    >
      {known.length === 0 ? (
        <EmptyState
          title="No CPU time is known"
          text="No record of this time names a component that the mapping reads as CPU time."
        />
      ) : (
        <LazyTimeSeriesChart
          label={TITLE}
          series={[
            {
              key: "efficiency",
              name: "CPU efficiency",
              points: points.map(({ at, share }) => ({ at: new Date(at), value: share })),
            },
          ]}
          value={{ kind: "percent" }}
          {...(incomplete === undefined ? {} : { incompleteFrom: incomplete.at })}
          height={180}
        />
      )}
    </ChartFrame>
  );
};

function pointsOf(cpu: UsageChart, core: UsageChart) {
  return core.buckets.map((bucket, place) => {
    const at = new Date(bucket.at).getTime();
    const [cpuHours, coreHours] = [sumOf(cpu, place), sumOf(core, place)];
    return {
      at,
      label: bucketLabel(at, new Date(bucket.end).getTime()),
      cpuHours,
      coreHours,
      share: coreHours === 0 || cpuHours === 0 ? null : cpuHours / coreHours,
    };
  });
}

const sumOf = ({ series }: UsageChart, place: number): number =>
  series.reduce((sum, { values }) => sum + (values[place] ?? 0), 0);
