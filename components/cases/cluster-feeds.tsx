import { Freshness } from "@/components/ui/freshness";
import type { ClusterFeed } from "@/lib/cases/queries/describe-queue";

interface ClusterFeedsProps {
  feeds: readonly ClusterFeed[];
  /** Only this cluster, where the list is narrowed to one. */
  cluster: string;
  /** The server's clock, ISO. */
  now: string;
  /** Page of a feed, for readers who may open it. */
  feedHref: ((feed: string) => string) | undefined;
}

/** Where the rows come from: feed, generation and age, cluster by cluster. */
export const ClusterFeeds = ({ feeds, cluster, now, feedHref }: ClusterFeedsProps) => {
  const shown = feeds.filter(({ id }) => cluster === "" || id === cluster);
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Sources of this table" className="mt-2 space-y-1 px-2.5 text-sm">
      {shown.map(({ id, name, freshness }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{name}</span>
          {freshness === null ? (
            <span className="text-muted-foreground">no report yet</span>
          ) : (
            <Freshness facts={freshness} now={now} href={feedHref?.(freshness.feed)} />
          )}
        </li>
      ))}
    </ul>
  );
};
