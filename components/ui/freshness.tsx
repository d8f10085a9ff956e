import { Ban, CircleCheck, CircleSlash, Clock, Repeat, TriangleAlert } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import { cn } from "@/lib/platform/cn";
import { formatAge } from "@/lib/platform/format";

type FreshnessState = "fresh" | "due" | "quiet" | "stale" | "very-stale" | "no-data";

/** Where a number comes from and how old that is; the room `dataspace` knows it of every feed. */
export type FreshnessFacts = {
  feed: string;
  state: FreshnessState;
  generation: number | null;
  receivedAt: Date | string | null;
  madeAt: Date | string | null;
  validUntil: Date | string | null;
  missedCount: number;
  carriedCount: number;
  dementedCount: number;
  /** Products that are not to be trusted, with what was said of them. */
  demented: readonly { key: string; reason: string | null }[];
  /** Why it is not fresh, in one sentence. */
  why: string | null;
};

type Look = { tone: BadgeTone; icon: typeof Clock; text: string };

const LOOKS: Record<FreshnessState, Look> = {
  fresh: { tone: "success", icon: CircleCheck, text: "Fresh" },
  due: { tone: "neutral", icon: Clock, text: "Due" },
  quiet: { tone: "neutral", icon: CircleSlash, text: "Nothing new" },
  stale: { tone: "warning", icon: TriangleAlert, text: "Stale" },
  "very-stale": { tone: "danger", icon: TriangleAlert, text: "Very stale" },
  "no-data": { tone: "neutral", icon: CircleSlash, text: "No data" },
};

type FreshnessBadgeProps = {
  state: FreshnessState;
  validUntil: Date | string | null;
  /** The server's clock, ISO. */
  now: string;
};

export const FreshnessBadge = ({ state, validUntil, now }: FreshnessBadgeProps) => {
  const { tone, icon: Icon, text } = LOOKS[state];
  const isOver = state === "stale" || state === "very-stale";
  return (
    <Badge tone={tone} data-freshness={state}>
      <Icon aria-hidden />
      {isOver && validUntil !== null ? `${text}, expired ${formatAge(validUntil, now)}` : text}
    </Badge>
  );
};

/** Beside a number that the newest report did not bring. */
export const CarriedBadge = ({ missedCount }: { missedCount: number }) => (
  <Badge tone="warning">
    <Repeat aria-hidden />
    Carried, {missedCount} {missedCount === 1 ? "update" : "updates"} missed
  </Badge>
);

/** Beside a value that is not to be trusted. */
export const DementedBadge = ({ count }: { count?: number }) => (
  <Badge tone="danger">
    <Ban aria-hidden />
    {count === undefined || count === 1 ? "Demented" : `${count} demented`}
  </Badge>
);

type FreshnessProps = {
  facts: FreshnessFacts;
  /** The server's clock, ISO. */
  now: string;
  /** Page of the feed, for readers who may open it. */
  href?: string | undefined;
  /** Says fresh and due too; tables and charts only say what is wrong. */
  isFull?: boolean;
  className?: string;
};

/** The foot of every table and chart: feed, generation, made, received, valid until, badges. */
export const Freshness = ({ facts, now, href, isFull = false, className }: FreshnessProps) => {
  const { state, generation, madeAt, receivedAt, validUntil } = facts;
  const isWorthSaying = isFull || !["fresh", "due", "quiet"].includes(state);
  return (
    <p
      data-slot="freshness"
      className={cn(
        "flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted-foreground",
        className,
      )}
    >
      <FeedName feed={facts.feed} href={href} />
      {generation === null ? null : <span>generation {generation}</span>}
      {madeAt === null ? null : (
        <span>
          made <Instant at={madeAt} relative now={now} />
        </span>
      )}
      {receivedAt === null ? null : (
        <span>
          received <Instant at={receivedAt} relative now={now} />
        </span>
      )}
      {validUntil === null ? null : (
        <span>
          valid until <Instant at={validUntil} />
        </span>
      )}
      {isWorthSaying ? <FreshnessBadge state={state} validUntil={validUntil} now={now} /> : null}
      {facts.carriedCount > 0 ? <CarriedBadge missedCount={facts.missedCount} /> : null}
      {facts.dementedCount > 0 ? <DementedBadge count={facts.dementedCount} /> : null}
      {facts.why !== null && isWorthSaying ? <span>{facts.why}</span> : null}
    </p>
  );
};

const FeedName = ({ feed, href }: { feed: string; href: string | undefined }) => {
  if (href === undefined) return <span className="font-medium">{feed}</span>;
  return (
    <Link
      href={href as Route}
      className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
    >
      {feed}
    </Link>
  );
};

/** Over a page whose numbers are too old to work with. */
export const StaleBanner = ({ facts, now }: { facts: FreshnessFacts; now: string }) =>
  facts.state !== "very-stale" || facts.madeAt === null ? null : (
    <Alert tone="error" title={`Nothing new from ${facts.feed}`} className="mb-4">
      What is shown was made <Instant at={facts.madeAt} relative now={now} /> and has long expired.{" "}
      {facts.why}
    </Alert>
  );

/** What a chart of these numbers hatches; undefined as long as they count. */
export const staleOf = (facts: FreshnessFacts | null, now: string) =>
  facts?.state === "very-stale" && facts.validUntil !== null
    ? { from: facts.validUntil, now }
    : undefined;
