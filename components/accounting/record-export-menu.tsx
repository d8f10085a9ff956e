import { Download } from "lucide-react";
import { Button, buttonVariants } from "@/components/ui/button";
import { Popover } from "@/components/ui/popover";

const formats = [
  { format: "csv", text: "CSV, for a spreadsheet" },
  { format: "tsv", text: "TSV" },
  { format: "ndjson", text: "NDJSON, as the API answers" },
] as const;

/** All records of the query, not only this page. `text` is the query. */
export const RecordExportMenu = ({ text }: { text: string }) => (
  <Popover
    align="end"
    title="Export all records of this query"
    className="w-64"
    trigger={
      <Button>
        <Download aria-hidden />
        Export
      </Button>
    }
  >
    <ul className="space-y-1">
      {formats.map((one) => (
        <li key={one.format}>
          <a
            href={`/api/export/records?${text === "" ? "" : `${text}&`}format=${one.format}`}
            download
            className={buttonVariants({ variant: "ghost", className: "w-full justify-start" })}
          >
            {one.text}
          </a>
        </li>
      ))}
    </ul>
  </Popover>
);
