"use client";

import { Field } from "@/components/form/field";
import { Textarea } from "@/components/ui/textarea";
import { quantities } from "@/lib/accounting/model/mapping";
import { AmountFields } from "./amount-fields";
import { type MappingDraft, nameKinds, withAmount } from "./mapping-draft";
import { NameFields } from "./name-fields";

interface MappingFieldsProps {
  draft: MappingDraft;
  ownSite: string | null;
  onChange: (draft: MappingDraft) => void;
}

/** Everything that a mapping says. */
export const MappingFields = ({ draft, ownSite, onChange }: MappingFieldsProps) => (
  <>
    <div className="grid items-start gap-3 md:grid-cols-3">
      {nameKinds.map((kind) => (
        <NameFields
          key={kind}
          kind={kind}
          draft={draft[kind]}
          ownSite={ownSite}
          onChange={(next) => onChange({ ...draft, [kind]: next })}
        />
      ))}
    </div>
    <p className="text-sm text-muted-foreground">
      Components: what stands in one box is added up; of several choices the first that a record has
      counts.
    </p>
    <div className="grid items-start gap-3 lg:grid-cols-2">
      {quantities.map((quantity) => (
        <AmountFields
          key={quantity}
          quantity={quantity}
          amounts={draft[quantity]}
          onChange={(amounts) => onChange({ ...draft, [quantity]: amounts })}
          onAdd={() => onChange(withAmount(draft, quantity))}
        />
      ))}
    </div>
    <Field
      label="Scores that normalise cores, one a line"
      description="The first that the component of the cores has counts."
    >
      <Textarea
        rows={Math.max(2, draft.scores.split("\n").length)}
        value={draft.scores}
        onChange={(event) => onChange({ ...draft, scores: event.target.value })}
      />
    </Field>
  </>
);
