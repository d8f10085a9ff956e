"use client";

import { ChevronDown } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Popover } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import { formatBytes } from "@/lib/platform/format";
import { readSize, type SizeUnit, sizeUnits } from "@/lib/platform/sizes";

interface RangeFilterProps<Value> {
  /** What is between the two: "Volume size". */
  name: string;
  min: Value | null;
  max: Value | null;
  onChange: (min: Value | null, max: Value | null) => void;
}

const words = (name: string, min: string | null, max: string | null): string => {
  if (min === null && max === null) return name;
  if (min === null) return `${name}: up to ${max}`;
  return max === null ? `${name}: from ${min}` : `${name}: ${min} to ${max}`;
};

/** Between two sizes; whichever is larger is the upper end. */
export const SizeRangeFilter = ({ name, min, max, onChange }: RangeFilterProps<string>) => {
  const text = (size: string | null) => (size === null ? null : formatBytes(readSize(size) ?? 0n));
  const submit = (data: FormData) => onChange(sizeIn(data, "min"), sizeIn(data, "max"));
  return (
    <RangePopover
      name={name}
      label={words(name, text(min), text(max))}
      onSubmit={submit}
      onClear={() => onChange(null, null)}
    >
      <SizeField name="max" label="To" value={max} />
      <SizeField name="min" label="From" value={min} />
    </RangePopover>
  );
};

function sizeIn(data: FormData, name: string): string | null {
  const amount = String(data.get(name) ?? "").trim();
  const size = `${amount} ${String(data.get(`${name}Unit`))}`;
  // What is empty or no number is no limit.
  return amount !== "" && readSize(size) !== undefined ? size.replace(" ", "") : null;
}

const SizeField = ({
  name,
  label,
  value,
}: {
  name: string;
  label: string;
  value: string | null;
}) => {
  const id = useId();
  const [, amount = "", unit = ""] = /^([\d.]*)\s*(\w*)$/.exec(value ?? "") ?? [];
  const known: SizeUnit = sizeUnits.find((one) => one === unit) ?? (value === null ? "TiB" : "B");
  return (
    <div className="flex items-center gap-2">
      <Label htmlFor={id} className="w-12">
        {label}
      </Label>
      <Input id={id} name={name} inputMode="decimal" defaultValue={amount} />
      <Select
        name={`${name}Unit`}
        aria-label={`Unit of ${label.toLowerCase()}`}
        defaultValue={known}
        className="w-24"
      >
        {sizeUnits.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Select>
    </div>
  );
};

/** Between two numbers of days, both included. */
export const DaysRangeFilter = ({ name, min, max, onChange }: RangeFilterProps<number>) => {
  const text = (days: number | null) => (days === null ? null : `${days} d`);
  return (
    <RangePopover
      name={name}
      label={words(name, text(min), text(max))}
      onSubmit={(data) => onChange(daysIn(data, "min"), daysIn(data, "max"))}
      onClear={() => onChange(null, null)}
    >
      <DaysField name="min" label="At least" value={min} />
      <DaysField name="max" label="At most" value={max} />
    </RangePopover>
  );
};

function daysIn(data: FormData, name: string): number | null {
  const text = String(data.get(name) ?? "").trim();
  const days = Number(text);
  return text === "" || !Number.isFinite(days) ? null : Math.max(0, Math.round(days * 10) / 10);
}

const DaysField = ({
  name,
  label,
  value,
}: {
  name: string;
  label: string;
  value: number | null;
}) => {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <Label htmlFor={id} className="w-18">
        {label}
      </Label>
      <Input
        id={id}
        name={name}
        type="number"
        min={0}
        step={1}
        defaultValue={value ?? ""}
        className="w-28"
      />
      days ago
    </div>
  );
};

interface RangePopoverProps {
  name: string;
  label: string;
  onSubmit: (data: FormData) => void;
  onClear: () => void;
  children: ReactNode;
}

const RangePopover = ({ name, label, onSubmit, onClear, children }: RangePopoverProps) => {
  const [round, setRound] = useState(0);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Popover
      title={name}
      trigger={
        <Button>
          {label}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <form key={round} onSubmit={submit} className="space-y-2" noValidate>
        {children}
        <div className="flex justify-end gap-2 pt-1">
          <Button
            size="sm"
            onClick={() => {
              onClear();
              setRound(round + 1);
            }}
          >
            Any
          </Button>
          <Button size="sm" type="submit" variant="primary">
            Apply
          </Button>
        </div>
      </form>
    </Popover>
  );
};
