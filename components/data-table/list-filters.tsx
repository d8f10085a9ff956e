"use client";

import { X } from "lucide-react";
import { useMemo } from "react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { NamesFilter } from "@/components/data-table/names-filter";
import { DaysRangeFilter, SizeRangeFilter } from "@/components/data-table/range-filter";
import { TextFilter } from "@/components/data-table/text-filter";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import { type FilterShape, isSet, parserOf } from "@/lib/platform/list/address";
import type { FilterView, ListView } from "@/lib/platform/list/view";
import { tableParams } from "@/lib/platform/table-params";

type Values = Readonly<Record<string, unknown>>;
type SetFilters = (changes: Record<string, unknown>) => void;

/** The filters of a list in the address, and which of them narrow it. */
export function useListFilters(view: ListView) {
  const { parsers, urlKeys } = useMemo(() => {
    const filters = view.filters.map(({ key, shape }) => [key, parserOf(shape)] as const);
    const table = tableParams(view.spec);
    return {
      parsers: { ...Object.fromEntries(filters), ...table.parsers },
      urlKeys: table.urlKeys,
    };
  }, [view]);
  const { values, setFilters } = useTableFilters(parsers, urlKeys);
  const given: Values = values;
  // What has no control narrows too, but only another address drops it.
  const uppers = view.filters.map(({ look }) => (look?.control === "range" ? look.upper : ""));
  const own = view.filters.filter(({ key, look }) => look !== undefined || uppers.includes(key));
  const active = own.filter(({ key, shape }) => isNarrowing(shape, given[key]));
  const nouns = [...active.map(({ noun }) => noun), ...(values.q ? ["search text"] : [])];
  const clear = () => {
    const keys = [...own.map(({ key }) => key), "q"];
    return setFilters(Object.fromEntries(keys.map((key) => [key, null])));
  };
  return { values: given, setFilters: setFilters as SetFilters, nouns: [...new Set(nouns)], clear };
}

/** Whether a filter says something else than what the page shows anyway. */
function isNarrowing(shape: FilterShape, value: unknown): boolean {
  if (shape.kind === "choice") return isSet(value) && value !== shape.initial;
  if (shape.kind !== "names" || !shape.initial) return isSet(value);
  const names = Array.isArray(value) ? value : [];
  const { initial } = shape;
  return names.length !== initial.length || !initial.every((name) => names.includes(name));
}

/** Search box, one control a filter, and what drops them all; every choice is in the address. */
export const ListFilters = ({ view }: { view: ListView }) => {
  const { values, setFilters, nouns, clear } = useListFilters(view);
  return (
    <>
      {view.search === undefined ? null : (
        <DataTableSearch params={view} label={view.search} className="sm:w-56" />
      )}
      {view.filters.map((filter) => (
        <Control key={filter.key} filter={filter} values={values} setFilters={setFilters} />
      ))}
      {nouns.length === 0 ? null : (
        <Button variant="ghost" onClick={clear}>
          <X aria-hidden />
          Clear filters
        </Button>
      )}
    </>
  );
};

interface ControlProps {
  filter: FilterView;
  values: Values;
  setFilters: SetFilters;
}

const Control = ({ filter: { key, look, shape }, values, setFilters }: ControlProps) => {
  const value = values[key] ?? null;
  const set = (next: unknown) => setFilters({ [key]: next });
  switch (look?.control) {
    case "choice": {
      const words = shape.kind === "choice" ? shape.values : [];
      return (
        <ChoiceFilter
          label={look.label}
          {...(look.any === undefined ? {} : { any: look.any })}
          value={value as string | null}
          options={look.options ?? words.map((word) => [word, word] as const)}
          onChange={(text) => set(text || null)}
        />
      );
    }
    case "names":
      return (
        <NamesFilter
          noun={look.noun}
          chosen={value as string[]}
          options={look.options ?? []}
          onChange={(names) => set(names.length === 0 ? null : names)}
        />
      );
    case "text":
      return (
        <TextFilter
          label={look.label}
          value={value as string | null}
          onChange={set}
          className={look.className ?? "sm:w-40"}
        />
      );
    case "flag":
      return (
        <Label className="flex min-h-8 items-center gap-2 font-normal">
          <Checkbox checked={value === true} onCheckedChange={(isOn) => set(isOn || null)} />
          {look.label}
        </Label>
      );
    case "range":
      return (
        <RangeControl
          {...{ shape, look, min: value, max: values[look.upper] }}
          {...{ keys: [key, look.upper], setFilters }}
        />
      );
    case "chip":
      return value === null ? null : (
        <Button onClick={() => set(null)}>
          {look.label} {String(value)}
          <X aria-hidden />
          <span className="sr-only">drop this filter</span>
        </Button>
      );
    default:
      return null;
  }
};

interface RangeControlProps {
  shape: FilterShape;
  look: { label: string };
  min: unknown;
  max: unknown;
  keys: [min: string, max: string];
  setFilters: SetFilters;
}

const RangeControl = ({ shape, look, min, max, keys, setFilters }: RangeControlProps) => {
  const change = (from: unknown, to: unknown) => setFilters({ [keys[0]]: from, [keys[1]]: to });
  return shape.kind === "size" ? (
    <SizeRangeFilter
      name={look.label}
      min={(min ?? null) as string | null}
      max={(max ?? null) as string | null}
      onChange={change}
    />
  ) : (
    <DaysRangeFilter
      name={look.label}
      min={(min ?? null) as number | null}
      max={(max ?? null) as number | null}
      onChange={change}
    />
  );
};
