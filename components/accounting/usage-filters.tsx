"use client";

import { X } from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { type UsageDimension, usageDimensions } from "@/lib/accounting/model/usage";
import { dimensionWords } from "./usage-words";

/** Names that a filter can offer. */
export type UsageFilterChoices = Record<UsageDimension, readonly string[]>;

type Filters = Record<UsageDimension, string | null>;

interface UsageFiltersProps {
  values: Filters;
  choices: UsageFilterChoices;
  onChange: (changes: Partial<Filters>) => void;
}

/** Narrows everything on the page to one site, group or user. */
export const UsageFilters = ({ values, choices, onChange }: UsageFiltersProps) => {
  const isFiltered = usageDimensions.some((by) => values[by] !== null);
  return (
    <search className="flex flex-wrap items-center gap-2">
      {usageDimensions.map((by) => (
        <NameFilter
          key={`${by} ${values[by]}`}
          by={by}
          value={values[by]}
          names={choices[by]}
          onChange={(name) => onChange({ [by]: name })}
        />
      ))}
      {isFiltered ? (
        <Button variant="ghost" onClick={() => onChange({ site: null, group: null, user: null })}>
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </search>
  );
};

interface NameFilterProps {
  by: UsageDimension;
  value: string | null;
  names: readonly string[];
  onChange: (name: string | null) => void;
}

const NameFilter = ({ by, value, names, onChange }: NameFilterProps) => {
  const id = useId();
  const commit = (text: string) => {
    const name = text.trim() === "" ? null : text.trim();
    if (name !== value) onChange(name);
  };
  return (
    <>
      <Input
        type="search"
        list={id}
        aria-label={`Only the ${dimensionWords[by].one}`}
        placeholder={`Any ${dimensionWords[by].one}`}
        className="w-44"
        maxLength={256}
        defaultValue={value ?? ""}
        onBlur={(event) => commit(event.currentTarget.value)}
        onChange={(event) => {
          // Somebody chose from the list instead of typing.
          const { value: text } = event.currentTarget;
          if (!("inputType" in event.nativeEvent) || names.includes(text)) commit(text);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
        }}
      />
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
};
