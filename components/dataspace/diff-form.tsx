"use client";

import { useQueryStates } from "nuqs";
import { type FormEvent, useTransition } from "react";
import { Field } from "@/components/form/field";
import { SubmitButton } from "@/components/form/submit-button";
import { Input } from "@/components/ui/input";
import { diffParsers, readNumber } from "@/lib/dataspace/params";

interface DiffFormProps {
  from: number | null;
  to: number | null;
}

/** Which two generations are compared; both are in the address. */
export const DiffForm = ({ from, to }: DiffFormProps) => {
  const [isPending, startTransition] = useTransition();
  const [, setNumbers] = useQueryStates(diffParsers, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const compare = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const read = (name: string) => readNumber(String(data.get(name)).trim()) ?? null;
    void setNumbers({ from: read("from"), to: read("to") });
  };
  return (
    <form
      // The boxes start anew with what the address says.
      key={`${from}-${to}`}
      onSubmit={compare}
      className="flex flex-wrap items-end gap-3"
    >
      <Field label="From generation" isRequired className="w-36">
        <Input name="from" inputMode="numeric" defaultValue={from ?? ""} />
      </Field>
      <Field label="To generation" isRequired className="w-36">
        <Input name="to" inputMode="numeric" defaultValue={to ?? ""} />
      </Field>
      <SubmitButton isPending={isPending} pendingText="Comparing…">
        Compare
      </SubmitButton>
    </form>
  );
};
