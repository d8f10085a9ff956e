"use client";

import type { ReactNode } from "react";
import { DataTableColumnMenu } from "@/components/data-table/data-table-column-menu";
import type { DataColumn } from "@/components/data-table/data-table-columns";
import { DataTableHeader } from "@/components/data-table/data-table-header";
import { DataTablePager } from "@/components/data-table/data-table-pager";
import { DataTableRow, STICKY } from "@/components/data-table/data-table-row";
import { TableTransition } from "@/components/data-table/table-transition";
import { columnId, useDataTable } from "@/components/data-table/use-data-table";
import type { RowSelection } from "@/components/data-table/use-row-selection";
import { useTableUrl } from "@/components/data-table/use-table-url";
import { Checkbox } from "@/components/ui/checkbox";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableCaption, TableHead, TableHeader } from "@/components/ui/table";
import { cn } from "@/lib/platform/cn";
import { lastPage, type TableSpec } from "@/lib/platform/table-params";

export type DataTableProps<Row extends object> = {
  /** From `dataColumns()`, defined once outside of the component; the first one never hides. */
  columns: readonly DataColumn<Row>[];
  /** One page of rows, already sorted and filtered. */
  rows: readonly Row[];
  rowCount: number;
  getRowId: (row: Row) => string;
  /** Names the table for screen readers. */
  caption: string;
  /** From `tableParams()`. */
  params: { spec: TableSpec };
  /** What is counted, in the plural: "cases". */
  noun?: string;
  selection?: RowSelection;
  /** Names a row's checkbox; without it the row's id is read. */
  rowLabel?: (row: Row) => string;
  /** The cell of the link column leads here. */
  rowHref?: (row: Row) => string;
  activeRowId?: string | undefined;
  /** What to say when there is no row: which filter to drop. */
  empty?: ReactNode;
  /** Search box and filters, beside the column menu. */
  toolbar?: ReactNode;
  /** What can be done with the selected rows, between toolbar and table. */
  selectionBar?: ReactNode;
};

export const DataTable = <Row extends object>(props: DataTableProps<Row>) => (
  <TableTransition>
    <DataTableCard {...props} />
  </TableTransition>
);

const DataTableCard = <Row extends object>(props: DataTableProps<Row>) => {
  const { isPending } = useTableUrl(props.params.spec);
  return (
    <div
      data-slot="data-table"
      aria-busy={isPending}
      className="min-w-0 rounded-lg border border-border bg-card"
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-border p-2.5">
        {props.toolbar}
        <div className="ml-auto">
          <DataTableColumnMenu columns={props.columns} params={props.params} />
        </div>
      </div>
      {props.selectionBar}
      <div className={cn("transition-opacity", isPending && "opacity-60")}>
        <DataTableGrid {...props} />
        {props.rows.length === 0 ? <NoRows {...props} /> : null}
      </div>
      <DataTablePager
        params={props.params}
        rowCount={props.rowCount}
        {...(props.noun === undefined ? {} : { noun: props.noun })}
      />
    </div>
  );
};

const DataTableGrid = <Row extends object>(props: DataTableProps<Row>) => {
  const { state, setSort } = useTableUrl(props.params.spec);
  const { columns, rows, getRowId, selection } = props;
  const table = useDataTable({ columns, rows, getRowId, hidden: state.columns, selection });
  // Not `getIsSomeRowsSelected`: it also counts ids that are selected on other pages.
  const tableRows = table.getRowModel().rows;
  const linkColumn = columns.find((column) => column.meta?.isLink) ?? columns[0];
  const rowLabel = props.rowLabel ?? getRowId;
  return (
    <Table label={props.caption}>
      <TableCaption>{props.caption}</TableCaption>
      <TableHeader>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} className="border-b border-border bg-muted">
            {selection === undefined ? null : (
              <SelectAll
                selected={tableRows.filter((row) => row.getIsSelected()).length}
                total={tableRows.length}
                onToggle={(isOn) => table.toggleAllRowsSelected(isOn)}
              />
            )}
            {group.headers.map((header, index) => (
              <DataTableHeader
                key={header.id}
                header={header}
                sortable={props.params.spec.sortable}
                sort={state.sort}
                onSort={setSort}
                {...(index === 0 ? { className: STICKY } : {})}
              />
            ))}
          </tr>
        ))}
      </TableHeader>
      <TableBody>
        {tableRows.map((row) => (
          <DataTableRow
            key={row.id}
            row={row}
            linkColumn={linkColumn === undefined ? undefined : columnId(linkColumn)}
            href={props.rowHref?.(row.original)}
            selectLabel={selection === undefined ? undefined : `Select ${rowLabel(row.original)}`}
            isActive={row.id === props.activeRowId}
          />
        ))}
      </TableBody>
    </Table>
  );
};

type SelectAllProps = { selected: number; total: number; onToggle: (isOn: boolean) => void };

const SelectAll = ({ selected, total, onToggle }: SelectAllProps) => (
  <TableHead className="w-9 pr-0">
    <Checkbox
      aria-label="Select all rows on this page"
      checked={total > 0 && selected === total}
      indeterminate={selected > 0 && selected < total}
      onCheckedChange={(isOn) => onToggle(isOn)}
    />
  </TableHead>
);

const NoRows = <Row extends object>({ rowCount, params, empty }: DataTableProps<Row>) => {
  const { state } = useTableUrl(params.spec);
  if (rowCount > 0 && state.page > 1) {
    const last = lastPage(rowCount, state.size);
    return <EmptyState title="No such page" text={`The list ends on page ${last}.`} />;
  }
  return empty ?? <EmptyState title="Nothing here" text="No row matches; drop a filter." />;
};
