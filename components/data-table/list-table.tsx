"use client";

import { type ReactNode, useMemo } from "react";
import { DataTable, type DataTableProps } from "@/components/data-table/data-table";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { listCell } from "@/components/data-table/list-cell";
import { ListFilters, useListFilters } from "@/components/data-table/list-filters";
import { ListSources, SourceBanners } from "@/components/data-table/list-sources";
import { TableTransition } from "@/components/data-table/table-transition";
import { EmptyState } from "@/components/ui/empty-state";
import { cn } from "@/lib/platform/cn";
import type { CellKind } from "@/lib/platform/list/column";
import { distrustOf, type ListSource } from "@/lib/platform/list/sources";
import type { ColumnView, ListView } from "@/lib/platform/list/view";

type Cells<Row> = Readonly<Record<string, ((row: Row) => ReactNode) | undefined>>;

/** A row by its key. */
type Keyed = { id: string | number };

interface ListTableProps<Row extends Keyed>
  extends Pick<
    DataTableProps<Row>,
    "rows" | "rowCount" | "selection" | "rowLabel" | "activeRowId" | "selectionBar" | "rowHref"
  > {
  view: ListView;
  /** What the room draws itself, typed by `CellsOf` of the list. */
  cells?: Cells<Row>;
  /** Headers that are more than a text, by column. */
  headers?: Readonly<Record<string, () => ReactNode>>;
  /** Where the list is empty and no filter is the reason. */
  empty?: ReactNode;
  /** Beside the filters. */
  toolbar?: ReactNode;
  /** The server's clock, ISO: instants are shown as ages. */
  now?: string;
}

/** One page of a declared list, with its filters, pager and empty state. */
export const ListTable = <Row extends Keyed>(props: ListTableProps<Row>) => {
  const { sources = [], shownAt = "" } = props.view;
  return (
    <>
      <SourceBanners sources={sources} now={shownAt} />
      <TableTransition>
        <Listed {...props} />
      </TableTransition>
      <ListSources sources={sources} now={shownAt} />
    </>
  );
};

const Listed = <Row extends Keyed>(props: ListTableProps<Row>) => {
  const { view, cells, headers, now, empty, toolbar, ...rest } = props;
  // New columns are new components: a refresh that brings no other ones must not close a menu.
  const shown = JSON.stringify(view.columns);
  const { sources } = view;
  const columns = useMemo(
    () =>
      (JSON.parse(shown) as ColumnView[]).map((column) => {
        const { id } = column;
        return toColumn<Row>(column, cells?.[id], { header: headers?.[id], now, sources });
      }),
    [shown, cells, headers, now, sources],
  );
  const { nouns } = useListFilters(view);
  return (
    <DataTable
      {...rest}
      columns={columns}
      getRowId={(row) => String(row.id)}
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
  const { title, text, filtered = title } = view.empty;
  return nouns.length === 0 ? (
    <EmptyState title={title} text={text} />
  ) : (
    <EmptyState title={filtered} text={`Drop a filter: ${nouns.join(", ")}.`} />
  );
};

/** Kinds of cells that hold a figure, which may be wrong; names and dates stay. */
const isFigure: ReadonlySet<CellKind> = new Set(["number", "bytes", "share", "drawn"]);

/** A value that is not to be trusted, struck through with the reason. */
const Distrusted = ({ why, children }: { why: string; children: ReactNode }) => (
  <s data-demented title={why} className="decoration-destructive">
    {children}
    <span className="sr-only"> (not to be trusted: {why})</span>
  </s>
);

function toColumn<Row extends Keyed>(
  { id, header, cell, align, help, label, className, isFixed, isLink, isHeaderUnseen }: ColumnView,
  draw: ((row: Row) => ReactNode) | undefined,
  looks: {
    header: (() => ReactNode) | undefined;
    now: string | undefined;
    sources: readonly ListSource[] | undefined;
  },
): DataColumn<Row> {
  return dataColumns<Row>().display({
    id,
    header:
      looks.header ?? (isHeaderUnseen ? () => <span className="sr-only">{header}</span> : header),
    cell: ({ row: { original } }) => {
      const node = draw
        ? draw(original)
        : listCell(cell, (original as Record<string, unknown>)[id], looks.now);
      const why = isFigure.has(cell) ? distrustOf(looks.sources ?? [], original) : undefined;
      return why === undefined ? node : <Distrusted why={why}>{node}</Distrusted>;
    },
    meta: {
      align,
      isFixed,
      className: cn(align === "end" && "whitespace-nowrap", className),
      ...(help === undefined ? {} : { help }),
      ...(label === undefined && !isHeaderUnseen ? {} : { label: label ?? header }),
      ...(isLink === undefined ? {} : { isLink }),
    },
  });
}
