import { formatValue, type ValueKind } from "@/components/charts/format-value";
import { fillId, StackedSwatch } from "@/components/charts/stacked-fill";
import { stackLook } from "@/components/charts/stacked-looks";
import type { StackedRow, StackedSeries } from "@/components/charts/stacked-prepare";

type StackedTooltipProps = {
  row: StackedRow | undefined;
  series: readonly StackedSeries[];
  value: ValueKind;
  scope: string;
};

/** One bucket in numbers: its parts from the top of the stack down, and their sum. */
export const StackedTooltip = ({ row, series, value, scope }: StackedTooltipProps) => {
  if (row === undefined) return null;
  const read = series
    .map((one, place) => ({ one, place, amount: row.values[place] ?? null }))
    .filter(({ amount }) => amount !== null && amount !== 0)
    .reverse();
  return (
    <div className="max-w-80 rounded-md border border-border bg-popover px-2.5 py-1.5 text-sm shadow-md">
      <p className="font-medium tabular-nums">
        {row.label}
        {row.isIncomplete ? " (not yet complete)" : null}
      </p>
      {read.length === 0 ? (
        <p className="text-muted-foreground">
          {row.total === null ? "Nothing is known yet" : "Nothing"}
        </p>
      ) : null}
      <ul>
        {read.map(({ one, place, amount }) => (
          <li key={one.key} className="flex items-center gap-1.5">
            <StackedSwatch
              id={fillId(`${scope}-tooltip`, one.key)}
              look={stackLook(place, one.isOthers)}
            />
            <span className="truncate">{one.name}</span>
            <span className="ml-auto pl-3 tabular-nums">{formatValue(amount, value)}</span>
          </li>
        ))}
      </ul>
      <p className="flex justify-between gap-3 border-t border-border pt-0.5 font-medium">
        All <span className="tabular-nums">{formatValue(row.total, value)}</span>
      </p>
      {row.before === null ? null : (
        <p className="flex justify-between gap-3 text-muted-foreground">
          Period before <span className="tabular-nums">{formatValue(row.before, value)}</span>
        </p>
      )}
    </div>
  );
};
