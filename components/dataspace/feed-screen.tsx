import type { ReactNode } from "react";
import {
  CarriedBadge,
  DementedBadge,
  FreshnessBadge,
  StaleBanner,
} from "@/components/ui/freshness";
import { NavTabs } from "@/components/ui/nav-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { feedPath } from "@/lib/dataspace/params";
import type { FeedDetail } from "@/lib/dataspace/queries/get-feed";

export type FeedTab = "generations" | "products" | "diff" | "refused";

interface FeedScreenProps {
  feed: FeedDetail;
  tab: FeedTab;
  /** The server's clock, ISO. */
  now: string;
  /** Beside the title, after the badges. */
  meta?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The head that all pages of a feed share. */
export const FeedScreen = ({ feed, tab, now, meta, actions, children }: FeedScreenProps) => {
  const { freshness } = feed;
  const { feed: name, state, validUntil } = freshness;
  const about = [feed.kind, feed.cluster?.name, feed.sender && `sent by ${feed.sender.name}`];
  return (
    <>
      <PageHeader
        title={name}
        description={about.filter(Boolean).join(" · ")}
        meta={
          <>
            <FreshnessBadge state={state} validUntil={validUntil} now={now} />
            {freshness.carriedCount > 0 ? (
              <CarriedBadge missedCount={freshness.missedCount} />
            ) : null}
            {freshness.dementedCount > 0 ? <DementedBadge count={freshness.dementedCount} /> : null}
            {meta}
          </>
        }
        actions={actions}
      />
      <NavTabs className="mb-4" label={`Pages of ${name}`} tabs={tabsOf(feed, tab)} />
      <StaleBanner facts={freshness} now={now} />
      {children}
    </>
  );
};

function tabsOf({ freshness, generationCount, refusalCount }: FeedDetail, tab: FeedTab) {
  const { feed, generation } = freshness;
  const newest = {
    href: feedPath(feed, `/${generation}`),
    label: "Products",
    isCurrent: tab === "products",
  };
  return [
    {
      href: feedPath(feed),
      label: "Generations",
      isCurrent: tab === "generations",
      count: { value: generationCount, label: "generations" },
    },
    ...(generation === null ? [] : [newest]),
    { href: feedPath(feed, "/diff"), label: "Compare", isCurrent: tab === "diff" },
    {
      href: feedPath(feed, "/refused"),
      label: "Refused",
      isCurrent: tab === "refused",
      count: { value: refusalCount, label: "refused reports" },
    },
  ];
}
