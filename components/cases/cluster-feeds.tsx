import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import type { ClusterFeed } from "@/lib/cases/queries/describe-queue";

interface ClusterFeedsProps {
  feeds: readonly ClusterFeed[];
  /** Only this cluster, where the list is narrowed to one. */
  cluster: string;
  /** The server's clock, ISO. */
  now: string;
}

/** Where the rows come from: feed, generation and age, cluster by cluster. */
export const ClusterFeeds = ({ feeds, cluster, now }: ClusterFeedsProps) => {
  const shown = feeds.filter(({ id }) => cluster === "" || id === cluster);
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Sources of this table" className="mt-2 space-y-1 px-2.5 text-sm">
      {shown.map((feed) => (
        <li key={feed.id} className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{feed.name}</span>
          {feed.madeAt === null ? (
            <span className="text-muted-foreground">no report yet</span>
          ) : (
            <span className="text-muted-foreground">
              reported <Instant at={feed.madeAt} relative now={now} />, generation {feed.generation}{" "}
              of feed {feed.feed}
            </span>
          )}
          {feed.isStale ? <Badge tone="warning">Stale</Badge> : null}
        </li>
      ))}
    </ul>
  );
};
