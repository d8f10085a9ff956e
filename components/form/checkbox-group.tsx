"use client";

import { type ReactNode, use, useId, useState } from "react";
import { FieldErrors } from "@/components/form/field";
import { Checkbox } from "@/components/ui/checkbox";
import { Label } from "@/components/ui/label";
import { cn } from "@/lib/platform/cn";

type CheckboxGroupProps = {
  legend: string;
  /** Of every box, and of the error that the server names. */
  name: string;
  options: readonly { value: string; label: ReactNode }[];
  ticked?: readonly string[];
  className?: string;
};

/** Some of several; `data.getAll(name)` has the ticked ones. */
export const CheckboxGroup = (props: CheckboxGroupProps) => {
  const { legend, name, options } = props;
  const id = useId();
  // Controlled: after a save the stored choice changes below a dialog that is still closing.
  const [ticked, setTicked] = useState<readonly string[]>(props.ticked ?? []);
  const tick = (value: string, isTicked: boolean) =>
    setTicked(isTicked ? [...ticked, value] : ticked.filter((other) => other !== value));
  const message = use(FieldErrors)[name]?.join(" ");
  return (
    <fieldset aria-describedby={message ? `${id}-error` : undefined}>
      <legend className="text-sm font-medium">{legend}</legend>
      <div className={cn("mt-1 space-y-1.5", props.className)}>
        {options.map(({ value, label }) => (
          <div key={value} className="flex items-center gap-2">
            <Checkbox
              id={`${id}-${value}`}
              name={name}
              value={value}
              checked={ticked.includes(value)}
              onCheckedChange={(isTicked) => tick(value, isTicked)}
            />
            <Label htmlFor={`${id}-${value}`}>{label}</Label>
          </div>
        ))}
      </div>
      {message ? (
        <p id={`${id}-error`} role="alert" className="mt-1 text-sm text-destructive">
          {message}
        </p>
      ) : null}
    </fieldset>
  );
};
