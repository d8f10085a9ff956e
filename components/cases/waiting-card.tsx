import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import type { WaitingList } from "@/lib/cases/queries/summarise-waiting";
import { cn } from "@/lib/platform/cn";
import { formatNumber } from "@/lib/platform/format";
import { ClaimantName } from "./case-cells";

interface WaitingCardProps {
  title: string;
  lists: readonly WaitingList[];
  /** What to say when nothing waits. */
  empty: ReactNode;
  hasClaimant?: boolean;
}

/** Some of the cases that wait, the worst of each type first, and the way to all of them. */
export const WaitingCard = ({ title, lists, empty, hasClaimant }: WaitingCardProps) => {
  const filled = lists.filter(({ count }) => count > 0);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  return (
    <CountCard title={title} count={total}>
      {filled.length === 0 ? <p className="text-muted-foreground">{empty}</p> : null}
      {filled.map((list) => (
        <WaitingSection key={list.type} list={list} hasClaimant={hasClaimant === true} />
      ))}
    </CountCard>
  );
};

interface WaitingSectionProps {
  list: WaitingList;
  hasClaimant: boolean;
}

const WaitingSection = ({ list, hasClaimant }: WaitingSectionProps) => (
  <section className="mb-3 last:mb-0">
    <h3 className="mb-1 text-sm text-muted-foreground">{list.title}</h3>
    <ul className="divide-y divide-border">
      {list.rows.map((row) => (
        <li key={row.id} className="flex items-center gap-2">
          <Link
            href={`/cases/${row.id}?${list.query}` as Route}
            className={cn(
              "min-h-7 min-w-0 flex-1 content-center truncate font-medium text-primary",
              "hover:underline",
            )}
          >
            {row.account}
          </Link>
          <span className="truncate text-sm text-muted-foreground">
            {row.cluster.name}, {row.resource}
            {hasClaimant ? (
              <>
                , <ClaimantName claimant={row.claimant} />
              </>
            ) : null}
          </span>
          <span className="w-20 shrink-0 text-right tabular-nums">
            {row.metric}
            {list.unit && ` ${list.unit}`}
          </span>
        </li>
      ))}
    </ul>
    <LinkButton href={`/cases?${list.query}` as Route} variant="ghost" size="sm" className="mt-1">
      Open {list.count === 1 ? "it" : `all ${formatNumber(list.count)}`} in the queue
    </LinkButton>
  </section>
);

interface CountCardProps {
  title: string;
  count: number;
  children: ReactNode;
}

export const CountCard = ({ title, count, children }: CountCardProps) => (
  <Card>
    <CardHeader>
      <CardTitle>{title}</CardTitle>
      <span className="rounded-sm bg-neutral-soft px-1.5 text-sm tabular-nums">
        {formatNumber(count)}
      </span>
    </CardHeader>
    <CardContent>{children}</CardContent>
  </Card>
);
