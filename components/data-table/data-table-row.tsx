"use client";

import type { Cell, Row as TableRowModel } from "@tanstack/react-table";
import type { Route } from "next";
import Link from "next/link";
import { useEffect, useRef } from "react";
import type { DataTableFeatures } from "@/components/data-table/data-table-columns";
import { Checkbox } from "@/components/ui/checkbox";
import { TableCell, TableRow } from "@/components/ui/table";
import { cn } from "@/lib/platform/cn";

/** Stays in view while the rest scrolls sideways; opaque, as the other cells pass below it. */
export const STICKY = "sticky left-0 z-1 max-w-[55vw] bg-inherit sm:max-w-none";

// Drawn inside of the cells: an outline of the row would lie below the sticky one.
const ACTIVE = "[&>td]:shadow-[inset_0_2px_0_var(--ring),inset_0_-2px_0_var(--ring)]";

type DataTableRowProps<Row extends object> = {
  row: TableRowModel<DataTableFeatures, Row>;
  linkColumn: string | undefined;
  href: string | undefined;
  /** Names the row's checkbox; no name, no checkbox. */
  selectLabel: string | undefined;
  isActive: boolean;
};

export const DataTableRow = <Row extends object>(props: DataTableRowProps<Row>) => {
  const { row, isActive, selectLabel } = props;
  const ref = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isActive) ref.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  const isSelected = row.getIsSelected();

  return (
    <TableRow
      ref={ref}
      data-row-id={row.id}
      data-active={isActive ? "" : undefined}
      aria-current={isActive ? "true" : undefined}
      className={cn(isSelected && "bg-accent hover:bg-accent", isActive && ACTIVE)}
    >
      {selectLabel === undefined ? null : (
        <TableCell className="w-9 pr-0">
          <Checkbox
            aria-label={selectLabel}
            checked={isSelected}
            onCheckedChange={(checked, { event }) =>
              // Shift extends the selection from the last row that was ticked.
              row.getToggleSelectedHandler()({
                target: { checked },
                shiftKey: "shiftKey" in event && event.shiftKey === true,
              })
            }
          />
        </TableCell>
      )}
      {row.getVisibleCells().map((cell, index) => (
        <DataTableCell
          key={cell.id}
          cell={cell}
          isFirst={index === 0}
          href={cell.column.id === props.linkColumn ? props.href : undefined}
        />
      ))}
    </TableRow>
  );
};

type DataTableCellProps<Row extends object> = {
  cell: Cell<DataTableFeatures, Row, unknown>;
  isFirst: boolean;
  href: string | undefined;
};

const DataTableCell = <Row extends object>({ cell, isFirst, href }: DataTableCellProps<Row>) => {
  const { align, className } = cell.column.columnDef.meta ?? {};
  // Called, not mounted: columns made anew with an answer must not close what is open in a cell.
  const { cell: draw } = cell.column.columnDef;
  const content = typeof draw === "function" ? draw(cell.getContext()) : draw;
  return (
    <TableCell
      className={cn(align === "end" && "text-right tabular-nums", isFirst && STICKY, className)}
    >
      {href === undefined ? (
        content
      ) : (
        <Link
          href={href as Route}
          className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
        >
          {content}
        </Link>
      )}
    </TableCell>
  );
};
