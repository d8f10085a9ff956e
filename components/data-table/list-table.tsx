"use client";

import { type ReactNode, useMemo } from "react";
import { DataTable, type DataTableProps } from "@/components/data-table/data-table";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { listCell } from "@/components/data-table/list-cell";
import { ListFilters, useListFilters } from "@/components/data-table/list-filters";
import { TableTransition } from "@/components/data-table/table-transition";
import { EmptyState } from "@/components/ui/empty-state";
import { cn } from "@/lib/platform/cn";
import type { ColumnView, ListView } from "@/lib/platform/list/view";

type Cells<Row> = Readonly<Record<string, ((row: Row) => ReactNode) | undefined>>;

interface ListTableProps<Row extends { id: string }>
  extends Pick<
    DataTableProps<Row>,
    "rows" | "rowCount" | "selection" | "rowLabel" | "activeRowId" | "selectionBar" | "rowHref"
  > {
  view: ListView;
  /** What the room draws itself, typed by `CellsOf` of the list. */
  cells?: Cells<Row>;
  /** Where the list is empty and no filter is the reason. */
  empty?: ReactNode;
  /** Beside the filters. */
  toolbar?: ReactNode;
  /** The server's clock, ISO: instants are shown as ages. */
  now?: string;
}

/** One page of a declared list, with its filters, pager and empty state. */
export const ListTable = <Row extends { id: string }>(props: ListTableProps<Row>) => (
  <TableTransition>
    <Listed {...props} />
  </TableTransition>
);

const Listed = <Row extends { id: string }>(props: ListTableProps<Row>) => {
  const { view, cells, now, empty, toolbar, ...rest } = props;
  const columns = useMemo(
    () => view.columns.map((column) => toColumn<Row>(column, cells?.[column.id], now)),
    [view, cells, now],
  );
  const { nouns } = useListFilters(view);
  return (
    <DataTable
      {...rest}
      columns={columns}
      getRowId={(row) => row.id}
      caption={view.caption}
      noun={view.noun}
      params={view}
      toolbar={
        <>
          <ListFilters view={view} />
          {toolbar}
        </>
      }
      empty={nouns.length === 0 && empty ? empty : <NoRows view={view} nouns={nouns} />}
    />
  );
};

const NoRows = ({ view, nouns }: { view: ListView; nouns: readonly string[] }) => {
  const { title, text, narrowed = title } = view.empty;
  return nouns.length === 0 ? (
    <EmptyState title={title} text={text} />
  ) : (
    <EmptyState title={narrowed} text={`Drop a filter: ${nouns.join(", ")}.`} />
  );
};

function toColumn<Row extends { id: string }>(
  { id, header, cell, align, help, label, className, isFixed, isHeaderUnseen }: ColumnView,
  draw: ((row: Row) => ReactNode) | undefined,
  now: string | undefined,
): DataColumn<Row> {
  return dataColumns<Row>().display({
    id,
    header: isHeaderUnseen ? () => <span className="sr-only">{header}</span> : header,
    cell: ({ row: { original } }) =>
      draw ? draw(original) : listCell(cell, (original as Record<string, unknown>)[id], now),
    meta: {
      align,
      isFixed,
      className: cn(align === "end" && "whitespace-nowrap", className),
      ...(help === undefined ? {} : { help }),
      ...(label === undefined && !isHeaderUnseen ? {} : { label: label ?? header }),
    },
  });
}
