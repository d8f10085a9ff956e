"use client";

import { X } from "lucide-react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import {
  type DecisionFilter,
  decisionFilters,
  directoryParsers,
  directoryTable,
} from "@/lib/storage/params/lists";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { NamesFilter } from "./names-filter";

const decisionTexts: Record<DecisionFilter, string> = {
  none: "No decision",
  keep: "Keep",
  archive: "Archive",
  delete: "Delete",
  any: "Any decision or comment",
  due: "Due",
};

const ages = [
  [30, "Untouched for 30 days"],
  [182, "Untouched for half a year"],
  [365, "Untouched for 1 year"],
  [730, "Untouched for 2 years"],
  [1_825, "Untouched for 5 years"],
] as const;

const sizes = ["1GiB", "100GiB", "1TiB", "10TiB"] as const;

const noFilters = {
  volume: null,
  group: null,
  minSize: null,
  minDays: null,
  decision: null,
  q: null,
} as const;

export const DirectoryFilters = ({ choices }: { choices: StorageChoices }) => {
  const { values, setFilters } = useTableFilters(directoryParsers);
  const { volume, group, minSize, minDays, decision, q } = values;
  const isNarrowed = volume || group.length > 0 || minSize || minDays !== null || decision || q;
  return (
    <>
      <DataTableSearch
        params={directoryTable}
        label="Search paths, groups, comments"
        className="sm:w-60"
      />
      <ChoiceFilter
        label="Volume"
        any="All volumes"
        value={volume}
        options={choices.volumes.map(({ name }) => [name, name])}
        onChange={(text) => setFilters({ volume: text || null })}
      />
      <NamesFilter
        noun="groups"
        chosen={group}
        options={choices.groups}
        onChange={(names) => setFilters({ group: names.length === 0 ? null : names })}
      />
      <ChoiceFilter
        label="Size"
        any="Any size"
        value={minSize}
        options={sizes.map((size) => [size, `From ${size.replace(/(\d)([A-Z])/, "$1 $2")}`])}
        onChange={(text) => setFilters({ minSize: text || null })}
      />
      <ChoiceFilter
        label="Last modified"
        any="Any age"
        value={minDays === null ? null : String(minDays)}
        options={ages.map(([days, text]) => [String(days), text])}
        onChange={(text) => setFilters({ minDays: text === "" ? null : Number(text) })}
      />
      <ChoiceFilter
        label="Decision"
        any="With and without decision"
        value={decision}
        options={decisionFilters.map((one) => [one, decisionTexts[one]])}
        onChange={(text) =>
          setFilters({ decision: decisionFilters.find((one) => one === text) ?? null })
        }
      />
      {isNarrowed ? (
        <Button variant="ghost" onClick={() => setFilters(noFilters)}>
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </>
  );
};
