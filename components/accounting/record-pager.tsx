import type { Route } from "next";
import { LinkButton } from "@/components/ui/link-button";
import { type Explorer, pagePath } from "@/lib/accounting/params/explorer";
import type { RecordPage } from "@/lib/accounting/queries/list-records";
import { formatNumber } from "@/lib/platform/format";

interface RecordPagerProps {
  explorer: Explorer;
  page: RecordPage;
}

/** Where the page stands among the records, and the ways to others. */
export const RecordPager = ({ explorer, page }: RecordPagerProps) => {
  const { after } = explorer;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-2.5 py-2 text-sm">
      <p role="status" className="text-muted-foreground tabular-nums">
        {positionOf(after?.shownCount ?? 0, page)}
      </p>
      <nav aria-label="Pages of records" className="flex gap-2">
        {after === null ? null : (
          <LinkButton size="sm" href={pagePath(explorer, null) as Route}>
            First page
          </LinkButton>
        )}
        {page.next === null ? null : (
          <LinkButton size="sm" href={pagePath(explorer, page.next) as Route}>
            Next page
          </LinkButton>
        )}
      </nav>
    </div>
  );
};

function positionOf(before: number, { rows, matching }: RecordPage): string {
  const range =
    rows.length === 0
      ? "No records"
      : `Records ${formatNumber(before + 1)}–${formatNumber(before + rows.length)}`;
  if (matching === null) return `${range}; counting all of them would take too long`;
  const count = formatNumber(matching.count);
  return matching.isMore ? `${range} of more than ${count}` : `${range} of ${count}`;
}
