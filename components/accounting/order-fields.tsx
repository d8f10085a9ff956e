import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { sortColumns } from "@/lib/accounting/model";
import type { QueryForm } from "@/lib/accounting/params/explorer";
import { PAGE_SIZES, type PageSize } from "@/lib/platform/table-params";
import { Labelled } from "./labelled";
import { sortWords } from "./query-words";

/** In which order records come, how many in all, and how many on a page. */
export const OrderFields = ({ form, size }: { form: QueryForm; size: PageSize }) => (
  <div className="flex flex-wrap items-end gap-3 border-t border-border pt-3">
    <Labelled label="Order by">
      <Select name="column" defaultValue={form.sort?.column ?? ""} className="w-auto">
        <option value="">Stop time, as the API by default</option>
        {sortColumns.map((column) => (
          <option key={column} value={column}>
            {sortWords[column]}
          </option>
        ))}
      </Select>
    </Labelled>
    <Labelled label="Direction">
      <Select
        name="direction"
        defaultValue={form.sort?.isDescending ? "desc" : "asc"}
        className="w-auto"
      >
        <option value="asc">Ascending, running last</option>
        <option value="desc">Descending, running first</option>
      </Select>
    </Labelled>
    <Labelled label="At most">
      <Input
        name="limit"
        inputMode="numeric"
        defaultValue={form.limit}
        placeholder="all"
        className="w-28"
      />
    </Labelled>
    <Labelled label="Rows per page">
      <Select name="size" defaultValue={size} className="w-20">
        {PAGE_SIZES.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    </Labelled>
  </div>
);

/** Order and limit of the form. */
export function readOrder(data: FormData): Pick<QueryForm, "sort" | "limit"> {
  const column = sortColumns.find((known) => known === data.get("column"));
  const limit = String(data.get("limit") ?? "").trim();
  const isDescending = data.get("direction") === "desc";
  return { sort: column ? { column, isDescending } : null, limit };
}

/** Rows of a page, by the form. */
export function readSize(data: FormData): PageSize {
  return PAGE_SIZES.find((size) => String(size) === data.get("size")) ?? 50;
}
