"use client";

import { Field } from "@/components/form/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { kindWords, type NameDraft, type NameKind } from "./mapping-draft";

interface NameFieldsProps {
  kind: NameKind;
  draft: NameDraft;
  /** What stands in where nothing is written here. */
  ownSite: string | null;
  onChange: (draft: NameDraft) => void;
}

/** Which meta keys name a site, group or user. */
export const NameFields = ({ kind, draft, ownSite, onChange }: NameFieldsProps) => (
  <fieldset className="min-w-0 space-y-2 rounded-md border border-border p-3">
    <legend className="px-1 text-sm font-semibold">{kindWords[kind]}</legend>
    <Field label="Meta keys, one a line" description="The first that a record has counts.">
      <Textarea
        rows={Math.max(2, draft.keys.split("\n").length)}
        placeholder={`${kind}_id`}
        value={draft.keys}
        onChange={(event) => onChange({ ...draft, keys: event.target.value })}
      />
    </Field>
    <Field
      label={`${kindWords[kind]} of records without them`}
      {...(kind === "site" && ownSite !== null
        ? { description: `Empty: the component's own, ${ownSite}.` }
        : {})}
    >
      <Input
        value={draft.fallback}
        onChange={(event) => onChange({ ...draft, fallback: event.target.value })}
      />
    </Field>
  </fieldset>
);
