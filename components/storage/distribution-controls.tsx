"use client";

import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { type ChartKind, chartAddressParsers, chartKinds } from "@/lib/storage/params/chart";

const kindTexts: Record<ChartKind, string> = {
  scatter: "Scatter",
  histogram: "Cumulative histogram",
};

/** Kind of chart and what its axes are like; in the address, as all else. */
export const DistributionControls = ({ kind }: { kind: ChartKind }) => {
  const { values, setFilters } = useTableFilters(chartAddressParsers);
  const { page, bins } = values;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <ChoiceFilter
        label="Graph type"
        value={kind}
        options={chartKinds.map((one) => [one, kindTexts[one]])}
        onChange={(text) =>
          // The chart is no filter: the table stays on its page.
          setFilters({ page, chart: chartKinds.find((one) => one === text) ?? null })
        }
      />
      <Label className="flex items-center gap-1.5 font-normal">
        <Checkbox
          checked={values.logDays}
          onCheckedChange={(isOn) => setFilters({ page, logDays: isOn || null })}
        />
        Log days
      </Label>
      {kind === "scatter" ? (
        <Label className="flex items-center gap-1.5 font-normal">
          <Checkbox
            checked={values.logSize}
            onCheckedChange={(isOn) => setFilters({ page, logSize: isOn || null })}
          />
          Log size
        </Label>
      ) : (
        <Label className="flex items-center gap-1.5 font-normal">
          Bins
          <Input
            key={bins}
            type="number"
            min={1}
            max={200}
            defaultValue={bins}
            className="w-18"
            onBlur={(event) => setBins(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") setBins(event.currentTarget.value);
            }}
          />
        </Label>
      )}
    </div>
  );

  function setBins(text: string): void {
    const wanted = Math.round(Number(text));
    if (wanted >= 1 && wanted <= 200 && wanted !== bins) void setFilters({ page, bins: wanted });
  }
};
