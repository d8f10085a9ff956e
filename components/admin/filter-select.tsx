"use client";

import { useId } from "react";
import { Select } from "@/components/ui/select";

type FilterSelectProps<Value extends string> = {
  label: string;
  value: Value | null;
  options: readonly { value: Value; label: string }[];
  /** What null is called; without it the filter always has a value. */
  anyLabel?: string;
  onChange: (value: Value | null) => void;
};

export const FilterSelect = <Value extends string>(props: FilterSelectProps<Value>) => {
  const id = useId();
  return (
    <div className="flex items-center gap-1.5 text-sm">
      <label htmlFor={id} className="whitespace-nowrap text-muted-foreground">
        {props.label}
      </label>
      <Select
        id={id}
        value={props.value ?? ""}
        onChange={(event) => {
          const found = props.options.find(({ value }) => value === event.target.value);
          props.onChange(found?.value ?? null);
        }}
      >
        {props.anyLabel === undefined ? null : <option value="">{props.anyLabel}</option>}
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  );
};
