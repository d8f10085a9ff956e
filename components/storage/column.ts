import type { ReactNode } from "react";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";

type Meta<Row extends object> = NonNullable<DataColumn<Row>["meta"]>;

/** Builds the columns of one table: id, header, what stands in the cell. */
export const columnsOf =
  <Row extends object>() =>
  (
    id: string,
    header: string,
    cell: (row: Row) => ReactNode,
    meta: Meta<Row> = {},
  ): DataColumn<Row> =>
    dataColumns<Row>().display({ id, header, cell: ({ row }) => cell(row.original), meta });

/** Numbers stand at the end. */
export const atEnd = (help?: string) => ({
  align: "end" as const,
  className: "whitespace-nowrap",
  ...(help === undefined ? {} : { help }),
});
