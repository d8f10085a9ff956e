import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Popover } from "@/components/ui/popover";
import { type CaseState, stateTexts } from "@/lib/cases/model";
import type { CaseRow, SummaryEntry } from "@/lib/cases/queries/case-row";
import { cn } from "@/lib/platform/cn";

const stateTones: Readonly<Record<CaseState, BadgeTone>> = {
  pending: "info",
  accepted: "success",
  rejected: "neutral",
};

const DASH = <span className="text-muted-foreground">–</span>;

export const StateBadge = ({ state }: { state: CaseState | null }) =>
  state === null ? DASH : <Badge tone={stateTones[state]}>{stateTexts[state]}</Badge>;

export const ClaimantName = ({ claimant }: { claimant: CaseRow["claimant"] }) => {
  if (claimant === null) return <span className="text-muted-foreground">Nobody</span>;
  return claimant.isMe ? <strong className="font-semibold">You</strong> : claimant.name;
};

type ExternalProps = { href: string; target: string; children: ReactNode };

/** A link out of Headroom; it opens beside it. */
export const ExternalAnchor = ({ href, target, children }: ExternalProps) => (
  <a
    href={href}
    target={target}
    rel="noreferrer"
    className={cn(
      "inline-flex min-h-6 items-center gap-1 whitespace-nowrap text-primary",
      "underline-offset-2 hover:underline",
    )}
  >
    {children}
    <ExternalLink aria-hidden className="size-3.5" />
    <span className="sr-only"> (opens in another tab)</span>
  </a>
);

export const TicketCell = ({ ticket }: { ticket: CaseRow["ticket"] }) => {
  if (ticket === null) return DASH;
  if (ticket.url === null) return <span className="tabular-nums">{ticket.no}</span>;
  return (
    <ExternalAnchor href={ticket.url} target="_ticket">
      {ticket.no}
    </ExternalAnchor>
  );
};

/** In the dense queue an icon does; the word is there for everybody who cannot see it. */
export const UsageCell = ({ url, isDense }: { url: string | null; isDense?: boolean }) =>
  url === null ? (
    DASH
  ) : (
    <ExternalAnchor href={url} target="beamplot">
      <span className={cn(isDense && "sr-only")}>Graphs</span>
    </ExternalAnchor>
  );

/** The summary as a table of label and value; a value may be such a table again. */
export const SummaryTable = ({ entries }: { entries: readonly SummaryEntry[] }) => (
  <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
    {entries.map((entry) => (
      <div key={entry.label} className="contents">
        <dt className="text-muted-foreground">{entry.label}</dt>
        <dd className="break-words tabular-nums">
          {entry.entries === undefined ? entry.text : <SummaryTable entries={entry.entries} />}
        </dd>
      </div>
    ))}
  </dl>
);

/** Entries that fit into a row of the queue. */
const SHOWN_ENTRIES = 1;

export const SummaryCell = ({ row }: { row: CaseRow }) => {
  const { summary, account } = row;
  if (summary.length === 0) return DASH;
  const shown = summary.filter((entry) => entry.entries === undefined).slice(0, SHOWN_ENTRIES);
  return (
    <span className="flex max-w-48 items-center gap-1.5 whitespace-nowrap">
      <span className="truncate">
        {shown.map((entry) => `${entry.label} ${entry.text}`).join(" · ")}
      </span>
      {summary.length <= shown.length ? null : (
        <Popover
          title={`Summary of ${account}`}
          trigger={
            <Button variant="link" size="sm" className="h-6 px-0.5">
              +{summary.length - shown.length}
              <span className="sr-only"> more of the summary of {account}</span>
            </Button>
          }
        >
          <SummaryTable entries={summary} />
        </Popover>
      )}
    </span>
  );
};
