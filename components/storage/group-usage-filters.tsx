"use client";

import { X } from "lucide-react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import {
  activeGroupFilters,
  groupUsageParsers,
  groupUsageTable,
} from "@/lib/storage/params/group-usage";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { NamesFilter } from "./names-filter";
import { DaysRangeFilter, SizeRangeFilter } from "./range-filter";

/** No filter at all. */
const cleared = {
  volume: null,
  pi: null,
  group: null,
  minSize: null,
  maxSize: null,
  minDays: null,
  maxDays: null,
  warn: null,
  q: null,
} as const;

/** Everything that narrows the table and its chart; every choice is in the address. */
export const GroupUsageFilters = ({ choices }: { choices: StorageChoices }) => {
  const { values, setFilters } = useTableFilters(groupUsageParsers);
  return (
    <>
      <DataTableSearch
        params={groupUsageTable}
        label="Search groups, PIs, paths"
        className="sm:w-56"
      />
      <ChoiceFilter
        label="Volume"
        any="All volumes"
        value={values.volume}
        options={choices.volumes.map(({ name }) => [name, name])}
        onChange={(text) => setFilters({ volume: text || null })}
      />
      <ChoiceFilter
        label="PI"
        any="All PIs"
        value={values.pi}
        options={choices.pis.map((name) => [name, name])}
        onChange={(text) => setFilters({ pi: text || null })}
      />
      <NamesFilter
        noun="groups"
        chosen={values.group}
        options={choices.groups}
        onChange={(group) => setFilters({ group: group.length === 0 ? null : group })}
      />
      <SizeRangeFilter
        min={values.minSize}
        max={values.maxSize}
        onChange={(minSize, maxSize) => setFilters({ minSize, maxSize })}
      />
      <DaysRangeFilter
        min={values.minDays}
        max={values.maxDays}
        onChange={(minDays, maxDays) => setFilters({ minDays, maxDays })}
      />
      <Label className="flex min-h-8 items-center gap-2 font-normal">
        <Checkbox
          checked={values.warn}
          onCheckedChange={(isOn) => setFilters({ warn: isOn || null })}
        />
        Only what is not OK
      </Label>
      {activeGroupFilters(values).length === 0 ? null : (
        <Button variant="ghost" onClick={() => setFilters(cleared)}>
          <X aria-hidden />
          Clear filters
        </Button>
      )}
    </>
  );
};
