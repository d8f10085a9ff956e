import {
  type ColumnDef,
  type ColumnHelper,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  rowSelectionFeature,
  tableFeatures,
} from "@tanstack/react-table";

type DataColumnMeta = {
  /** What the column is called in the column menu when its header is not plain text. */
  label?: string;
  /** Numbers stand at the end, in tabular figures. */
  align?: "start" | "end";
  /** What the number means; shown on hover and focus of the header. */
  help?: string;
  /** The column whose cell links to the row's page; the first one by default. */
  isLink?: boolean;
  /** May the column be hidden? The link column never is. */
  isFixed?: boolean;
  className?: string;
};

/**
 * What our tables do in the browser. Sorting, filtering and paging are left out on purpose:
 * without their features and row models a page of rows cannot be taken for the whole list.
 */
export const dataTableFeatures = tableFeatures({
  columnVisibilityFeature,
  rowSelectionFeature,
  columnMeta: metaHelper<DataColumnMeta>(),
});

export type DataTableFeatures = typeof dataTableFeatures;

// biome-ignore lint/suspicious/noExplicitAny: as in TanStack, each column has its own value type
export type DataColumn<Row extends object> = ColumnDef<DataTableFeatures, Row, any>;

/** Builds a table's columns; a column's `id` is its sort key in the URL. */
export const dataColumns = <Row extends object>(): ColumnHelper<DataTableFeatures, Row> =>
  createColumnHelper<DataTableFeatures, Row>();
