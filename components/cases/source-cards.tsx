import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import type { RefusedReport, SilentSource } from "@/lib/cases/queries/summarise-waiting";
import { formatDuration } from "@/lib/platform/format";
import { CountCard } from "./waiting-card";

interface SilentCardProps {
  silent: { count: number; rows: readonly SilentSource[] };
  /** The server's clock, ISO. */
  now: string;
}

export const SilentCard = ({ silent, now }: SilentCardProps) => (
  <CountCard title="Silent sources" count={silent.count}>
    {silent.rows.length === 0 ? (
      <p className="text-muted-foreground">Every source that should report has done so.</p>
    ) : (
      <ul className="space-y-2">
        {silent.rows.map((source) => (
          <li key={source.id}>
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{source.name}</span>
              <span className="text-sm text-muted-foreground">
                {source.service}
                {source.clusterId === null ? "" : ` of ${source.clusterId}`}
              </span>
              <Badge tone="warning">Overdue</Badge>
            </p>
            <p className="text-sm text-muted-foreground">
              {source.lastHeardAt === null ? (
                "Never heard of"
              ) : (
                <>
                  Last heard <Instant at={source.lastHeardAt} relative now={now} />
                </>
              )}
              , expected every {formatDuration(source.intervalSeconds)}
            </p>
          </li>
        ))}
      </ul>
    )}
  </CountCard>
);

interface RefusedCardProps {
  refused: { count: number; rows: readonly RefusedReport[] };
  now: string;
}

export const RefusedCard = ({ refused, now }: RefusedCardProps) => (
  <CountCard title="Refused reports, last 24 hours" count={refused.count}>
    {refused.rows.length === 0 ? (
      <p className="text-muted-foreground">No report was turned away.</p>
    ) : (
      <ul className="space-y-2">
        {refused.rows.map((report) => (
          <li key={report.id}>
            <p className="break-words">{report.detail}</p>
            <p className="text-sm text-muted-foreground">
              {[report.component, report.feed].filter(Boolean).join(", ") || "Unknown sender"},{" "}
              <Instant at={report.at} relative now={now} />
            </p>
          </li>
        ))}
      </ul>
    )}
  </CountCard>
);
