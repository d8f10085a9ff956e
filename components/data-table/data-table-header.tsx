"use client";

import type { Header } from "@tanstack/react-table";
import { flexRender } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { DataTableFeatures } from "@/components/data-table/data-table-columns";
import { TableHead } from "@/components/ui/table";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/platform/cn";
import { readSort, type TableState } from "@/lib/platform/table-params";

type DataTableHeaderProps<Row extends object> = {
  header: Header<DataTableFeatures, Row, unknown>;
  sortable: readonly string[];
  sort: TableState["sort"];
  onSort: (sort: TableState["sort"]) => void;
  className?: string;
};

export const DataTableHeader = <Row extends object>(props: DataTableHeaderProps<Row>) => {
  const { id, columnDef } = props.header.column;
  const { align, help, className } = columnDef.meta ?? {};
  const isSortable = props.sortable.includes(id);
  const current = readSort(props.sort);
  const direction = current.isDesc ? "descending" : "ascending";
  const label = flexRender(columnDef.header, props.header.getContext());
  return (
    <TableHead
      aria-sort={isSortable && current.id === id ? direction : undefined}
      className={cn(align === "end" && "text-right", className, props.className)}
    >
      {isSortable ? (
        <SortButton {...props} id={id} isEnd={align === "end"} help={help}>
          {label}
        </SortButton>
      ) : (
        <WithHelp help={help}>
          {help === undefined ? <span>{label}</span> : helpButton(label)}
        </WithHelp>
      )}
    </TableHead>
  );
};

type SortButtonProps = Pick<DataTableHeaderProps<object>, "sort" | "onSort"> & {
  id: string;
  isEnd: boolean;
  help: string | undefined;
  children: ReactNode;
};

const SortButton = ({ id, sort, onSort, isEnd, help, children }: SortButtonProps) => {
  const current = readSort(sort);
  const isCurrent = current.id === id;
  // Of numbers people look for the largest first, of names for the letter A.
  const toDesc = isCurrent ? !current.isDesc : isEnd;
  const Icon = isCurrent ? (current.isDesc ? ArrowDown : ArrowUp) : ChevronsUpDown;
  return (
    <WithHelp help={help}>
      <button
        type="button"
        onClick={() => onSort(toDesc ? `-${id}` : id)}
        className={cn(
          "-mx-1 inline-flex min-h-6 items-center gap-1 rounded-sm px-1 font-medium",
          "hover:text-foreground",
          isEnd && "flex-row-reverse",
          isCurrent && "text-foreground",
        )}
      >
        <span className={cn(help !== undefined && HELP_MARK)}>{children}</span>
        <Icon aria-hidden className="size-3.5 shrink-0" />
      </button>
    </WithHelp>
  );
};

const HELP_MARK = "underline decoration-dotted underline-offset-3";

const helpButton = (label: ReactNode) => (
  <button type="button" className={cn("min-h-6 cursor-help font-medium", HELP_MARK)}>
    {label}
  </button>
);

const WithHelp = ({
  help,
  children,
}: {
  help: string | undefined;
  children: ReactElement<object>;
}) => (help === undefined ? children : <Tooltip text={help}>{children}</Tooltip>);
