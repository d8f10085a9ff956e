"use client";

import { Select } from "@/components/ui/select";

interface ChoiceFilterProps {
  label: string;
  value: string | null;
  /** The words for "no filter"; without them one of the options always holds. */
  any?: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange: (text: string) => void;
}

/** One of several in the address; a value that is not offered stays as it is. */
export const ChoiceFilter = ({ label, value, any, options, onChange }: ChoiceFilterProps) => (
  <Select
    aria-label={label}
    value={value ?? ""}
    className="w-auto max-w-44"
    onChange={(event) => onChange(event.target.value)}
  >
    {any === undefined ? null : <option value="">{any}</option>}
    {value && !options.some(([known]) => known === value) ? (
      <option value={value}>{value}</option>
    ) : null}
    {options.map(([known, text]) => (
      <option key={known} value={known}>
        {text}
      </option>
    ))}
  </Select>
);
