import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Instant } from "@/components/ui/instant";
import type { FeedDetail } from "@/lib/dataspace/queries/get-feed";
import { formatDuration, formatNumber } from "@/lib/platform/format";
import { FeedSettingsDialog, ResetFeedDialog } from "./feed-settings-dialogs";

interface FeedFactsProps {
  feed: FeedDetail;
  /** The server's clock, ISO. */
  now: string;
  canManage: boolean;
}

/** What is agreed with the sender, and where its run stands. */
export const FeedFacts = ({ feed, now, canManage }: FeedFactsProps) => {
  const { freshness, sender, cluster, incarnation, intervalSeconds } = feed;
  const when = (at: Date | null) => (at === null ? "–" : <Instant at={at} relative now={now} />);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Source</CardTitle>
        {canManage ? (
          <span className="flex flex-wrap gap-2">
            <FeedSettingsDialog feed={feed} />
            <ResetFeedDialog feed={freshness.feed} />
          </span>
        ) : null}
      </CardHeader>
      <CardContent>
        <DefinitionList
          columns={3}
          facts={[
            { term: "Newest generation", value: formatNumber(freshness.generation) },
            { term: "Made", value: when(freshness.madeAt) },
            { term: "Received", value: when(freshness.receivedAt) },
            {
              term: "Valid until",
              value: freshness.validUntil === null ? "–" : <Instant at={freshness.validUntil} />,
            },
            { term: "Not fresh because", value: freshness.why ?? "–" },
            { term: "Lifetime of a report", value: formatDuration(feed.lifetimeSeconds) },
            {
              term: "Expected",
              value:
                intervalSeconds === null
                  ? "whenever something happens"
                  : `every ${formatDuration(intervalSeconds)}`,
            },
            {
              term: "Kept for",
              value: `${formatNumber(feed.retentionDays)} days${
                feed.settings.retentionDays === null ? "" : ", set for this feed"
              }`,
            },
            { term: "Sender", value: sender === null ? "–" : `${sender.name} (${sender.id})` },
            { term: "Cluster", value: cluster?.name ?? "–" },
            {
              term: "Incarnation",
              value:
                incarnation === null ? "–" : <Incarnation feed={feed} incarnation={incarnation} />,
            },
            { term: "First seen", value: <Instant at={feed.createdAt} /> },
          ]}
        />
      </CardContent>
    </Card>
  );
};

const Incarnation = ({
  feed,
  incarnation,
}: {
  feed: FeedDetail;
  incarnation: NonNullable<FeedDetail["incarnation"]>;
}) => (
  <>
    {formatNumber(feed.incarnationCount)}
    {feed.incarnationCount === 1 ? " only, since " : ". one, since "}
    <Instant at={incarnation.createdAt} />
    <code className="block font-mono text-sm break-all text-muted-foreground">
      {incarnation.taskManagerId}
    </code>
  </>
);
