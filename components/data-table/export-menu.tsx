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
  /** What narrows and orders its rows; absent: what the address of the page says. */
  query?: URLSearchParams;
}

/** All rows of exactly this list, not only this page. */
export const ExportMenu = ({ table, query }: ExportMenuProps) => {
  const search = useSearchParams();
  const href = (format: string) => {
    const asked = new URLSearchParams(query ?? search);
    for (const key of ["page", "size"]) asked.delete(key);
    asked.set("format", format);
    return `/api/export/${table}?${asked}`;
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
