import { LegendLine } from "@/components/charts/chart-legend";
import { fillId, StackedSwatch } from "@/components/charts/stacked-fill";
import { stackLook } from "@/components/charts/stacked-looks";
import type { StackedSeries } from "@/components/charts/stacked-prepare";

type StackedLegendProps = {
  series: readonly StackedSeries[];
  scope: string;
  hasBefore: boolean;
  isIncomplete: boolean;
};

/** Names beside their fills, in the order of the stack from the bottom. */
export const StackedLegend = ({ series, scope, hasBefore, isIncomplete }: StackedLegendProps) => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
    {series.map((one, place) => (
      <li key={one.key} className="flex min-w-0 items-center gap-1.5">
        <StackedSwatch
          id={fillId(`${scope}-legend`, one.key)}
          look={stackLook(place, one.isOthers)}
        />
        <span className="break-all">{one.name}</span>
      </li>
    ))}
    {hasBefore ? (
      <li className="flex items-center gap-1.5">
        <LegendLine color="var(--foreground)" dash="5 3" />
        Period before, all together
      </li>
    ) : null}
    {isIncomplete ? <li className="text-muted-foreground">Hatched: not yet complete</li> : null}
  </ul>
);
