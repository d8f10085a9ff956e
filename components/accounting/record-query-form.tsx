"use client";

import { Plus } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState, useTransition } from "react";
import { SubmitButton } from "@/components/form/submit-button";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import {
  type Condition,
  completeValue,
  conditionProblem,
  explorerPath,
  NEWEST_FIRST,
  pagePath,
  printQuery,
  type QueryForm,
} from "@/lib/accounting/params/explorer";
import type { RecordWords } from "@/lib/accounting/queries/list-record-words";
import type { PageSize } from "@/lib/platform/table-params";
import { ConditionRow } from "./condition-row";
import { OrderFields, readOrder, readSize } from "./order-fields";

interface RecordQueryFormProps {
  form: QueryForm;
  size: PageSize;
  words: RecordWords;
}

type Row = { key: number; condition: Condition };

const emptyCondition: Condition = { field: "start_time", name: "", operator: "gte", value: "" };

/** The query as form controls; what it asks for becomes the address. */
export const RecordQueryForm = ({ form, size, words }: RecordQueryFormProps) => {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const { rows, add, change, remove } = useRows(form.conditions);
  const [isChecked, setChecked] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wrong = rows.findIndex(({ condition }) => conditionProblem(condition) !== undefined);
    setChecked(wrong >= 0);
    if (wrong >= 0) {
      element.current
        ?.querySelector<HTMLElement>(`[aria-label="Value of condition ${wrong + 1}"]`)
        ?.focus();
      return;
    }
    const data = new FormData(event.currentTarget);
    const next = {
      ...readOrder(data),
      conditions: rows.map(({ condition }) => completed(condition)),
    };
    const path = pagePath({ text: printQuery(next), size: readSize(data) }, null);
    startTransition(() => router.push(path as Route));
  };

  return (
    <Card>
      <CardContent>
        <form ref={element} onSubmit={submit} noValidate aria-label="Query" className="space-y-3">
          {rows.length === 0 ? (
            <p className="text-muted-foreground">No condition: all records in your sight.</p>
          ) : (
            <ul aria-label="Conditions, all of which have to hold" className="space-y-2">
              {rows.map(({ key, condition }, index) => (
                <ConditionRow
                  key={key}
                  condition={condition}
                  number={index + 1}
                  names={condition.field === "meta" ? words.metaKeys : words.components}
                  problem={isChecked ? conditionProblem(condition) : undefined}
                  onChange={(next) => change(key, next)}
                  onRemove={() => remove(key)}
                />
              ))}
            </ul>
          )}
          <Button size="sm" onClick={add}>
            <Plus aria-hidden />
            Add a condition
          </Button>
          <OrderFields form={form} size={size} />
          <div className="flex flex-wrap gap-2">
            <SubmitButton isPending={isPending} pendingText="Looking…">
              Show records
            </SubmitButton>
            <LinkButton href={explorerPath(NEWEST_FIRST) as Route}>Clear</LinkButton>
          </div>
        </form>
      </CardContent>
    </Card>
  );
};

const completed = (condition: Condition): Condition => ({
  ...condition,
  value: completeValue(condition),
});

function useRows(given: readonly Condition[]) {
  const [rows, setRows] = useState<readonly Row[]>(() =>
    given.map((condition, key) => ({ key, condition })),
  );
  const next = useRef(given.length);
  const add = () => {
    next.current += 1;
    setRows([...rows, { key: next.current, condition: emptyCondition }]);
  };
  const change = (key: number, condition: Condition) =>
    setRows(rows.map((row) => (row.key === key ? { key, condition } : row)));
  const remove = (key: number) => setRows(rows.filter((row) => row.key !== key));
  return { rows, add, change, remove };
}
