"use client";

import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { type Quantity, unitsOf } from "@/lib/accounting/model/mapping";
import { type AmountDraft, quantityWords } from "./mapping-draft";

interface AmountFieldsProps {
  quantity: Quantity;
  amounts: readonly AmountDraft[];
  onChange: (amounts: readonly AmountDraft[]) => void;
  onAdd: () => void;
}

/** Which components count as one quantity, in which unit; the first that a record has is taken. */
export const AmountFields = ({ quantity, amounts, onChange, onAdd }: AmountFieldsProps) => {
  const { title, none } = quantityWords[quantity];
  const change = (key: number, next: Partial<AmountDraft>) =>
    onChange(amounts.map((one) => (one.key === key ? { ...one, ...next } : one)));
  return (
    <fieldset className="min-w-0 space-y-2 rounded-md border border-border p-3">
      <legend className="px-1 text-sm font-semibold">{title}</legend>
      {amounts.length === 0 ? <p className="text-sm text-muted-foreground">{none}</p> : null}
      <ol className="space-y-2">
        {amounts.map((amount, place) => (
          <AmountRow
            key={amount.key}
            amount={amount}
            label={`${title}, choice ${place + 1}`}
            units={unitsOf(quantity)}
            onChange={(next) => change(amount.key, next)}
            onRemove={() => onChange(amounts.filter(({ key }) => key !== amount.key))}
          />
        ))}
      </ol>
      <Button size="sm" onClick={onAdd}>
        <Plus aria-hidden />
        Add a choice
        <span className="sr-only"> of {title}</span>
      </Button>
    </fieldset>
  );
};

interface AmountRowProps {
  amount: AmountDraft;
  label: string;
  units: readonly string[];
  onChange: (next: Partial<AmountDraft>) => void;
  onRemove: () => void;
}

const AmountRow = ({ amount, label, units, onChange, onRemove }: AmountRowProps) => (
  <li className="flex flex-wrap items-start gap-2">
    <Textarea
      aria-label={`${label}: components, one a line`}
      rows={Math.max(1, amount.components.split("\n").length)}
      placeholder="Cores"
      className="min-w-0 basis-full sm:basis-40 sm:grow"
      value={amount.components}
      onChange={(event) => onChange({ components: event.target.value })}
    />
    <Select
      aria-label={`${label}: unit`}
      value={amount.unit}
      className="w-auto"
      onChange={(event) => onChange({ unit: event.target.value })}
    >
      {units.map((unit) => (
        <option key={unit} value={unit}>
          {unit}
        </option>
      ))}
    </Select>
    <span className="flex items-center gap-1">
      <span aria-hidden>×</span>
      <Input
        aria-label={`${label}: factor`}
        inputMode="decimal"
        className="w-20"
        value={amount.factor}
        onChange={(event) => onChange({ factor: event.target.value })}
      />
    </span>
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={`Remove ${label}`}
      title="Remove"
      onClick={onRemove}
    >
      <X aria-hidden />
    </Button>
  </li>
);
