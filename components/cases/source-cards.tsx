import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import type { RefusedReport, SilentSource } from "@/lib/cases/queries/summarise-waiting";
import type { SilentFeed } from "@/lib/dataspace/queries/list-silent-feeds";
import { formatDuration } from "@/lib/platform/format";
import { CountCard } from "./waiting-card";

interface SilentCardProps {
  silent: { count: number; rows: readonly SilentSource[] };
  feeds: { count: number; rows: readonly SilentFeed[] };
  /** The server's clock, ISO. */
  now: string;
  feedHref: (feed: string) => string;
}

/** Components that are silent, and feeds that are although their component is heard. */
export const SilentCard = ({ silent, feeds, now, feedHref }: SilentCardProps) => (
  <CountCard title="Silent sources" count={silent.count + feeds.count}>
    {silent.rows.length + feeds.rows.length === 0 ? (
      <p className="text-muted-foreground">Every source that should report has done so.</p>
    ) : (
      <ul className="space-y-2">
        {silent.rows.map((source) => (
          <Silent
            key={source.id}
            name={<SourceName source={source} />}
            about={`${source.service}${source.clusterId === null ? "" : ` of ${source.clusterId}`}`}
            lastAt={source.lastHeardAt}
            intervalSeconds={source.intervalSeconds}
            now={now}
          />
        ))}
        {feeds.rows.map((silentFeed) => (
          <Silent
            key={silentFeed.feed}
            name={
              <Link href={{ pathname: feedHref(silentFeed.feed) }} className={link}>
                {silentFeed.feed}
              </Link>
            }
            about="feed"
            lastAt={silentFeed.lastAt}
            intervalSeconds={silentFeed.intervalSeconds}
            now={now}
          />
        ))}
      </ul>
    )}
  </CountCard>
);

interface SilentProps {
  name: ReactNode;
  about: string;
  lastAt: Date | string | null;
  intervalSeconds: number;
  now: string;
}

const Silent = ({ name, about, lastAt, intervalSeconds, now }: SilentProps) => (
  <li>
    <p className="flex flex-wrap items-center gap-2">
      {name}
      <span className="text-sm text-muted-foreground">{about}</span>
      <Badge tone="warning">Overdue</Badge>
    </p>
    <p className="text-sm text-muted-foreground">
      {lastAt === null ? (
        "Never heard of"
      ) : (
        <>
          Last heard <Instant at={lastAt} relative now={now} />
        </>
      )}
      , expected every {formatDuration(intervalSeconds)}
    </p>
  </li>
);

const link = "inline-block min-h-6 content-center font-medium text-primary hover:underline";

// What never was heard of has no feed to look at.
const SourceName = ({ source }: { source: SilentSource }) =>
  source.lastHeardAt === null ? (
    <span className="font-medium">{source.name}</span>
  ) : (
    <Link href={{ pathname: "/dataspace", query: { q: source.id } }} className={link}>
      {source.name}
    </Link>
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
            <p className="break-words">
              <Link href={{ pathname: `/dataspace/refused/${report.id}` }} className={link}>
                {report.detail}
              </Link>
            </p>
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
