"use client";

import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { usageBuckets, usageDimensions, usageMeasures } from "@/lib/accounting/model/usage";
import { periods, topCounts, usageParsers } from "@/lib/accounting/params/usage";
import { Labelled } from "./labelled";
import { type UsageFilterChoices, UsageFilters } from "./usage-filters";
import { bucketWords, dimensionWords, measureWords, periodWords } from "./usage-words";

interface UsageControlsProps {
  choices: UsageFilterChoices;
  /** The period as it is shown: first and last day. */
  shown: { from: string; to: string };
}

/** What is shown of usage: measure, time, split and filters, all of it in the address. */
export const UsageControls = ({ choices, shown }: UsageControlsProps) => {
  const [isPending, startTransition] = useTransition();
  const [values, setValues] = useQueryStates(usageParsers, {
    shallow: false,
    history: "push",
    startTransition,
  });
  return (
    <section aria-label="What is shown" aria-busy={isPending} className="mb-4 space-y-2">
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Choice
          label="Measure"
          value={values.measure}
          options={usageMeasures.map((one) => [one, measureWords[one].title])}
          onChange={(measure) => setValues({ measure })}
        />
        <Choice
          label="Split by"
          value={values.by}
          options={usageDimensions.map((one) => [one, dimensionWords[one].title])}
          onChange={(by) => setValues({ by })}
        />
        <Choice
          label="Time"
          value={values.period}
          options={periods.map((one) => [one, periodWords[one]])}
          onChange={(period) =>
            // A time of one's own begins with what is on the screen.
            setValues(period === "custom" ? { period, ...shown } : { period, from: null, to: null })
          }
        />
        {values.period === "custom" ? (
          <>
            <DayInput
              label="First day"
              value={shown.from}
              onChange={(from) => setValues({ from })}
            />
            <DayInput label="Last day" value={shown.to} onChange={(to) => setValues({ to })} />
          </>
        ) : null}
        <Choice
          label="Steps"
          value={values.bucket ?? ""}
          options={[
            ["", "As fits"],
            ...usageBuckets.map((one) => [one, bucketWords[one]] as const),
          ]}
          onChange={(bucket) => setValues({ bucket: bucket === "" ? null : bucket })}
        />
        <Choice
          label="Shown alone"
          value={String(values.top)}
          options={topCounts.map((count) => [String(count), `Top ${count}`])}
          onChange={(text) =>
            setValues({ top: topCounts.find((one) => String(one) === text) ?? null })
          }
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is the child */}
        <label className="flex h-8 items-center gap-2 text-sm">
          <Checkbox
            checked={values.compare}
            onCheckedChange={(isOn) => setValues({ compare: isOn })}
          />
          Draw the period before
        </label>
        {isPending ? <Spinner /> : null}
      </div>
      <UsageFilters values={values} choices={choices} onChange={setValues} />
    </section>
  );
};

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, text: string])[];
  onChange: (value: Value) => void;
}

const Choice = <Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) => (
  <Labelled label={label}>
    <Select
      value={value}
      className="w-auto"
      onChange={(event) => {
        const next = options.find(([known]) => known === event.target.value);
        if (next) onChange(next[0]);
      }}
    >
      {options.map(([known, text]) => (
        <option key={known} value={known}>
          {text}
        </option>
      ))}
    </Select>
  </Labelled>
);

interface DayInputProps {
  label: string;
  value: string;
  onChange: (day: string) => void;
}

const DayInput = ({ label, value, onChange }: DayInputProps) => (
  <Labelled label={label}>
    <Input
      // Starts anew with what the address says.
      key={value}
      type="date"
      className="w-38"
      defaultValue={value}
      onBlur={(event) => {
        const day = event.currentTarget.value;
        if (day !== "" && day !== value) onChange(day);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  </Labelled>
);
