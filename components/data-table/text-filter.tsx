"use client";

import { type FormEvent, useState } from "react";
import { Input } from "@/components/ui/input";

interface TextFilterProps {
  label: string;
  value: string | null;
  onChange: (text: string | null) => void;
  className: string;
}

/** Text that counts when Enter is pressed or the field is left. */
export const TextFilter = ({ label, value, onChange, className }: TextFilterProps) => {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    const text = draft?.trim() || null;
    if (draft !== null && text !== value) onChange(text);
    setDraft(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit();
  };
  return (
    <form onSubmit={submit} className={className}>
      <Input
        aria-label={label}
        placeholder={label}
        maxLength={128}
        value={draft ?? value ?? ""}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
      />
    </form>
  );
};
