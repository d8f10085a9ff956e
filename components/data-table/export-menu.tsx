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

interface ExportMenuProps {
  /** As in the address of the export. */
  table: string;
  /** What the page does where its address says nothing: order, filters. */
  defaults?: Readonly<Record<string, string>>;
  /** Parameters of the address that change nothing in the rows; page and size never do. */
  screenOnly?: readonly string[];
}

/** All rows of exactly this list, not only this page. */
export const ExportMenu = ({ table, defaults, screenOnly = [] }: ExportMenuProps) => {
  const search = useSearchParams();
  const href = (format: string) => {
    const query = new URLSearchParams({ ...defaults, ...Object.fromEntries(search) });
    for (const key of ["page", "size", ...screenOnly]) query.delete(key);
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
