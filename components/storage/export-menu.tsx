"use client";

import { Download } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { Button, buttonVariants } from "@/components/ui/button";
import { Popover } from "@/components/ui/popover";

const formats = [
  { format: "csv", text: "CSV, for a spreadsheet" },
  { format: "tsv", text: "TSV" },
  { format: "ndjson", text: "NDJSON, one row a line" },
] as const;

type ExportTable = "group-usage" | "user-usage" | "directory-usage" | "vaults";

interface ExportMenuProps {
  table: ExportTable;
  /** What the page does where its address says nothing: order, filters. */
  defaults: Readonly<Record<string, string>>;
}

/** All rows of exactly this list, not only this page. */
export const ExportMenu = ({ table, defaults }: ExportMenuProps) => {
  const search = useSearchParams();
  const href = (format: string) => {
    const query = new URLSearchParams({ ...defaults, ...Object.fromEntries(search) });
    for (const key of ["page", "size", "columns", "chart", "bins", "logDays", "logSize"]) {
      query.delete(key);
    }
    query.set("format", format);
    return `/api/export/${table}?${query}`;
  };
  return (
    <Popover
      align="end"
      title="Export all rows of this list"
      className="w-60"
      trigger={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
    >
      <ul className="space-y-1">
        {formats.map(({ format, text }) => (
          <li key={format}>
            <a
              href={href(format)}
              download
              className={buttonVariants({ variant: "ghost", className: "w-full justify-start" })}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </Popover>
  );
};
