"use client";

import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { cn } from "@/lib/platform/cn";

type ChartTable = {
  /** The first column names the row. */
  columns: readonly { label: string; align?: "start" | "end" }[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
};

type ChartFrameProps = {
  title: string;
  /** One sentence that says what the chart shows; for everybody, not only for screen readers. */
  summary: string;
  /** Feed, generation, age of the data. */
  source?: ReactNode;
  /** The same data as the chart. */
  table: ChartTable;
  /** UNIT: pixels; kept while the chart loads, so that nothing jumps. */
  minHeight?: number;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
};

export const ChartFrame = (props: ChartFrameProps) => {
  const { title, minHeight = 240 } = props;
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  return (
    <figure
      data-slot="chart-frame"
      aria-labelledby={`${id}-title`}
      className={cn("min-w-0 rounded-lg border border-border bg-card p-3", props.className)}
    >
      <figcaption className="mb-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="text-base font-semibold">
            {title}
          </h2>
          <p className="text-sm text-muted-foreground">{props.summary}</p>
        </div>
        <div className="flex flex-wrap items-center gap-1.5">
          {props.actions}
          <Button size="sm" onClick={() => setIsTable(!isTable)}>
            {isTable ? "Show as chart" : "Show as table"}
            <span className="sr-only">: {title}</span>
          </Button>
        </div>
      </figcaption>
      <div style={{ minHeight }} className="grid min-w-0">
        {isTable ? <DataOfChart title={title} table={props.table} /> : props.children}
      </div>
      {props.source === undefined ? null : (
        <div className="mt-2 text-xs text-muted-foreground">{props.source}</div>
      )}
    </figure>
  );
};

const DataOfChart = ({ title, table }: { title: string; table: ChartTable }) => (
  <Table label={`${title}, as a table`} containerClassName="max-h-96 overflow-y-auto">
    <TableCaption>{title}</TableCaption>
    <TableHeader>
      <tr>
        {table.columns.map((column) => (
          <TableHead key={column.label} className={cn(column.align === "end" && "text-right")}>
            {column.label}
          </TableHead>
        ))}
      </tr>
    </TableHeader>
    <TableBody>
      {table.rows.map((row) => (
        <TableRow key={row.key}>
          {table.columns.map((column, index) => (
            <TableCell
              key={column.label}
              className={cn("h-7", column.align === "end" && "text-right tabular-nums")}
            >
              {row.cells[index]}
            </TableCell>
          ))}
        </TableRow>
      ))}
    </TableBody>
  </Table>
);
