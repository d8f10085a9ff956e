import { LegendLine } from "@/components/charts/chart-legend";
import { formatValue, type ValueKind } from "@/components/charts/format-value";
import type { ChartRow, Series } from "@/components/charts/prepare";
import type { SeriesLookup } from "@/components/charts/series-lines";
import { formatInstant } from "@/lib/platform/format";

type ChartTooltipProps = {
  row: ChartRow | undefined;
  series: readonly Series[];
  value: ValueKind;
  look: SeriesLookup;
};

/** The readings of one moment; a series without one is left out rather than shown as drawn. */
export const ChartTooltip = ({ row, series, value, look }: ChartTooltipProps) => {
  if (row === undefined) return null;
  const read = series.filter((one) => (row.values[one.key] ?? null) !== null);
  return (
    <div className="rounded-md border border-border bg-popover px-2.5 py-1.5 text-sm shadow-md">
      <p className="font-medium tabular-nums">{formatInstant(new Date(row.at))}</p>
      {read.length === 0 ? <p className="text-muted-foreground">No reading</p> : null}
      <ul>
        {read.map((one) => (
          <li key={one.key} className="flex items-center gap-1.5">
            <LegendLine {...look(one)} />
            {one.name}
            <span className="ml-auto pl-3 tabular-nums">
              {formatValue(row.values[one.key] ?? null, value)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
};
