"use client";

import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react";
import { useId } from "react";
import { useTableUrl } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { formatNumber } from "@/lib/platform/format";
import { lastPage, PAGE_SIZES, type PageSize, type TableSpec } from "@/lib/platform/table-params";

type DataTablePagerProps = {
  params: { spec: TableSpec };
  rowCount: number;
  /** What is counted, in the plural: "cases". */
  noun?: string;
};

export const DataTablePager = ({ params, rowCount, noun = "rows" }: DataTablePagerProps) => {
  const { state, setPage, setSize } = useTableUrl(params.spec);
  const last = lastPage(rowCount, state.size);
  const page = Math.min(state.page, last);
  const isCut = last * state.size < rowCount;
  return (
    <div
      data-slot="data-table-pager"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-2.5 py-2 text-sm"
    >
      <p role="status" className="text-muted-foreground tabular-nums">
        {rangeText({ page, size: state.size, rowCount })} {noun}
        {isCut && page === last ? ". Use a filter to see the rest." : null}
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <SizeSelect size={state.size} onChange={setSize} />
        <nav aria-label={`Pages of ${noun}`} className="flex items-center gap-1">
          <PageButton label="First page" icon={ChevronFirst} to={1} page={page} go={setPage} />
          <PageButton
            label="Previous page"
            icon={ChevronLeft}
            to={Math.max(1, page - 1)}
            page={page}
            go={setPage}
          />
          <span className="px-1 whitespace-nowrap tabular-nums">
            {formatNumber(page)} / {formatNumber(last)}
          </span>
          <PageButton
            label="Next page"
            icon={ChevronRight}
            to={Math.min(last, page + 1)}
            page={page}
            go={setPage}
          />
          <PageButton label="Last page" icon={ChevronLast} to={last} page={page} go={setPage} />
        </nav>
      </div>
    </div>
  );
};

const rangeText = ({ page, size, rowCount }: { page: number; size: number; rowCount: number }) => {
  if (rowCount === 0) return "0";
  const from = (page - 1) * size + 1;
  const to = Math.min(page * size, rowCount);
  return `${formatNumber(from)}–${formatNumber(to)} of ${formatNumber(rowCount)}`;
};

type PageButtonProps = {
  label: string;
  icon: typeof ChevronFirst;
  to: number;
  page: number;
  go: (page: number) => void;
};

const PageButton = ({ label, icon: Icon, to, page, go }: PageButtonProps) => (
  // Not `disabled`: at the last page the button would lose the focus of who just pressed it.
  <Button
    variant="ghost"
    size="icon-sm"
    aria-label={label}
    title={label}
    aria-disabled={to === page}
    onClick={() => {
      if (to !== page) go(to);
    }}
  >
    <Icon aria-hidden />
  </Button>
);

const SizeSelect = ({ size, onChange }: { size: PageSize; onChange: (size: PageSize) => void }) => {
  const id = useId();
  return (
    <div className="flex items-center gap-1.5">
      <label htmlFor={id} className="whitespace-nowrap text-muted-foreground">
        Rows per page
      </label>
      <Select
        id={id}
        value={size}
        className="w-18"
        onChange={(event) => {
          const next = PAGE_SIZES.find((known) => String(known) === event.target.value);
          if (next !== undefined) onChange(next);
        }}
      >
        {PAGE_SIZES.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    </div>
  );
};
