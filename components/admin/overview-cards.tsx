import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { HistoryActor, HistoryChange, HistorySubject } from "@/components/admin/history-value";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import type { AdminCounts } from "@/lib/admin/queries/overview";
import type { HistoryRow } from "@/lib/history/model";
import { formatNumber } from "@/lib/platform/format";

export const Counts = ({ counts }: { counts: AdminCounts }) => {
  const facts = [
    { href: "/admin/clusters", label: "Clusters", value: counts.clusters },
    { href: "/admin/components", label: "Components", value: counts.components },
    {
      href: "/admin/keys?state=active",
      label: "Active keys",
      value: counts.activeKeys,
      note: counts.keysEndingSoon > 0 ? `${counts.keysEndingSoon} end within a week` : undefined,
    },
    { href: "/admin/people", label: "People with a role", value: counts.accounts },
  ];
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {facts.map((fact) => (
        <li key={fact.href}>
          <Link
            href={fact.href as Route}
            className="block h-full rounded-lg border border-border bg-card px-4 py-3 hover:bg-row-hover"
          >
            <span className="block text-sm text-muted-foreground">{fact.label}</span>
            <span className="block text-xl font-semibold tabular-nums">
              {formatNumber(fact.value)}
            </span>
            {fact.note ? <span className="block text-sm text-warning">{fact.note}</span> : null}
          </Link>
        </li>
      ))}
    </ul>
  );
};

export const SeeAll = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link
    href={href as Route}
    className="inline-block min-h-6 content-center text-primary hover:underline"
  >
    {children}
  </Link>
);

export const RecentChanges = ({ events }: { events: HistoryRow[] }) => (
  <Card>
    <CardHeader>
      <CardTitle>Recent changes</CardTitle>
    </CardHeader>
    <CardContent>
      {events.length === 0 ? (
        <p className="text-muted-foreground">Nothing was changed yet.</p>
      ) : (
        <ul className="space-y-2 text-sm">
          {events.map((event) => (
            <li key={event.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <Instant at={event.at} className="text-muted-foreground" />
              <span className="min-w-0 break-words">
                <HistoryActor event={event} /> <HistorySubject event={event} />
              </span>
              {event.change === null ? null : <HistoryChange change={event.change} />}
            </li>
          ))}
        </ul>
      )}
    </CardContent>
    <CardFooter>
      <SeeAll href="/admin/history">Whole audit trail</SeeAll>
    </CardFooter>
  </Card>
);
