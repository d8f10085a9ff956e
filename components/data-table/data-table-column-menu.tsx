"use client";

import { Columns3 } from "lucide-react";
import type { DataColumn } from "@/components/data-table/data-table-columns";
import { columnId } from "@/components/data-table/use-data-table";
import { useTableUrl } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheckboxItem, MenuGroup } from "@/components/ui/menu";
import type { TableSpec } from "@/lib/platform/table-params";

type DataTableColumnMenuProps<Row extends object> = {
  columns: readonly DataColumn<Row>[];
  params: { spec: TableSpec };
};

export const DataTableColumnMenu = <Row extends object>(props: DataTableColumnMenuProps<Row>) => {
  const { state, setHidden } = useTableUrl(props.params.spec);
  const hidden = new Set(state.columns);
  const show = (id: string, isShown: boolean) =>
    setHidden(isShown ? state.columns.filter((other) => other !== id) : [...state.columns, id]);

  return (
    <Menu
      trigger={
        <Button>
          <Columns3 aria-hidden />
          Columns
        </Button>
      }
    >
      <MenuGroup label="Shown columns">
        {props.columns.slice(1).map((column) => {
          const id = columnId(column);
          return column.meta?.isFixed ? null : (
            <MenuCheckboxItem
              key={id}
              isChecked={!hidden.has(id)}
              onChange={(isShown) => show(id, isShown)}
            >
              {columnLabel(column)}
            </MenuCheckboxItem>
          );
        })}
      </MenuGroup>
    </Menu>
  );
};

const columnLabel = <Row extends object>(column: DataColumn<Row>): string => {
  if (column.meta?.label !== undefined) return column.meta.label;
  return typeof column.header === "string" ? column.header : columnId(column);
};
