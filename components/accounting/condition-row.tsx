"use client";

import { X } from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import {
  type Condition,
  conditionFields,
  fieldOperators,
  namedFields,
} from "@/lib/accounting/params/explorer";
import { fieldWords, operatorWords, valueHints } from "./query-words";

interface ConditionRowProps {
  condition: Condition;
  /** Counts from 1; tells the controls of one row from those of another. */
  number: number;
  /** What can be offered for the name. */
  names: readonly string[];
  problem: string | undefined;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

/** One condition of the query: field, name, operator, value. */
export const ConditionRow = (props: ConditionRowProps) => {
  const { condition, number, problem, onChange } = props;
  const { field, operator, value } = condition;
  const id = useId();
  const operators = fieldOperators[field];
  const setField = (text: string) => {
    const next = conditionFields.find((known) => known === text) ?? field;
    const [first = operator] = fieldOperators[next];
    const kept = fieldOperators[next].includes(operator) ? operator : first;
    onChange({
      field: next,
      name: namedFields.includes(next) ? condition.name : "",
      operator: kept,
      value,
    });
  };
  return (
    <li className="space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={`Field of condition ${number}`}
          value={field}
          className="w-auto"
          onChange={(event) => setField(event.target.value)}
        >
          {conditionFields.map((known) => (
            <option key={known} value={known}>
              {fieldWords[known]}
            </option>
          ))}
        </Select>
        {namedFields.includes(field) ? <NameInput {...props} listId={`${id}-names`} /> : null}
        <Select
          aria-label={`Operator of condition ${number}`}
          value={operator}
          className="w-auto"
          onChange={(event) => {
            const next = operators.find((known) => known === event.target.value);
            if (next) onChange({ ...condition, operator: next });
          }}
        >
          {operators.map((known) => (
            <option key={known} value={known}>
              {operatorWords(field, known)}
            </option>
          ))}
        </Select>
        <Input
          aria-label={`Value of condition ${number}`}
          aria-invalid={problem === undefined ? undefined : true}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          className="w-56 max-w-full"
          placeholder={valueHints[field]}
          value={value}
          onChange={(event) => onChange({ ...condition, value: event.target.value })}
        />
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Remove condition ${number}`}
          title="Remove this condition"
          onClick={props.onRemove}
        >
          <X aria-hidden />
        </Button>
      </div>
      {problem === undefined ? null : (
        <p id={`${id}-problem`} role="alert" className="text-sm text-destructive">
          {problem}
        </p>
      )}
    </li>
  );
};

type NameInputProps = ConditionRowProps & { listId: string };

const NameInput = ({ condition, number, names, onChange, listId }: NameInputProps) => (
  <>
    <Input
      aria-label={`${condition.field === "meta" ? "Meta key" : "Component"} of condition ${number}`}
      className="w-40"
      list={listId}
      placeholder={condition.field === "meta" ? "site_id" : "Cores"}
      value={condition.name}
      onChange={(event) => onChange({ ...condition, name: event.target.value })}
    />
    <datalist id={listId}>
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  </>
);
