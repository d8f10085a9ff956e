import type { SortColumn } from "@/lib/accounting/model";
import type { ConditionField, ConditionOperator } from "@/lib/accounting/params/explorer";

/** The grammar of the record query in words for people. */

export const fieldWords: Record<ConditionField, string> = {
  record_id: "Record id",
  start_time: "Start time",
  stop_time: "Stop time",
  runtime: "Runtime (s)",
  meta: "Meta key",
  component: "Component",
};

const timeOperators: Partial<Record<ConditionOperator, string>> = {
  gt: "is after",
  gte: "is at or after",
  lt: "is before",
  lte: "is at or before",
  equals: "is exactly (ignored)",
};

const numberOperators: Partial<Record<ConditionOperator, string>> = {
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  equals: "equals",
};

const otherOperators: Partial<Record<ConditionOperator, string>> = {
  is: "is",
  c: "contains",
  dnc: "does not contain",
};

/** An operator as it reads between the field and the value. */
export function operatorWords(field: ConditionField, operator: ConditionOperator): string {
  const isTime = field === "start_time" || field === "stop_time";
  const words = otherOperators[operator] ?? (isTime ? timeOperators : numberOperators)[operator];
  return words ?? operator;
}

export const sortWords: Record<SortColumn, string> = {
  start_time: "Start time",
  stop_time: "Stop time",
  runtime: "Runtime",
  record_id: "Record id",
};

/** What to write into the box of a value. */
export const valueHints: Record<ConditionField, string> = {
  record_id: "slurm-4711",
  start_time: "2026-03-01T09:15:00Z",
  stop_time: "2026-03-01T09:15:00Z",
  runtime: "3600",
  meta: "value",
  component: "8",
};
