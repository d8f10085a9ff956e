"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { findVerb } from "@/lib/cases/model/verbs";
import type { TimelineEvent, TimelineItem } from "@/lib/cases/queries/list-timeline";
import { formatNumber } from "@/lib/platform/format";

interface CaseTimelineProps {
  items: readonly TimelineItem[];
  metricTitle: string;
}

/** What happened to the case, newest first; runs of reports fold away. */
export const CaseTimeline = ({ items, metricTitle }: CaseTimelineProps) => {
  const [hasReports, setHasReports] = useState(true);
  const shown = hasReports ? items : items.filter((item) => item.kind === "event");
  return (
    <Card id="history">
      <CardHeader>
        <CardTitle>History</CardTitle>
        <Button size="sm" aria-pressed={!hasReports} onClick={() => setHasReports(!hasReports)}>
          {hasReports ? "Hide reports" : "Show reports"}
        </Button>
      </CardHeader>
      <CardContent>
        {shown.length === 0 ? (
          <p className="text-muted-foreground">Nothing has happened to this case yet.</p>
        ) : (
          <ol className="space-y-3">
            {shown.map((item) => (
              <li key={item.key} className="border-l-2 border-border pl-3">
                {item.kind === "event" ? (
                  <EventItem event={item} />
                ) : (
                  <p className="text-sm text-muted-foreground">
                    {sightingText(item, metricTitle)} <Instant at={item.to} />
                  </p>
                )}
              </li>
            ))}
          </ol>
        )}
      </CardContent>
    </Card>
  );
};

const EventItem = ({ event }: { event: TimelineEvent }) => (
  <article>
    <h3 className="text-base">
      <span className="font-semibold">{findVerb(event.verb)?.title ?? event.verb}</span>
      {event.who === null ? null : ` by ${event.who}`},{" "}
      <span className="text-muted-foreground">
        <Instant at={event.at} />
      </span>
    </h3>
    {event.change === null ? null : (
      <p className="text-sm text-muted-foreground">{changeText(event.change)}</p>
    )}
    {event.paragraphs.map((paragraph, index) => (
      <p
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of a stored note never move
        key={index}
        className="mt-1 max-w-prose break-words whitespace-pre-line"
      >
        {paragraph}
      </p>
    ))}
  </article>
);

const datumNames: Readonly<Record<string, string>> = {
  claimant: "Analyst",
  state: "State",
  ticket: "Ticket",
};

const changeText = ({ datum, was, now }: NonNullable<TimelineEvent["change"]>): string => {
  const name = datumNames[datum] ?? datum;
  if (was !== null && now !== null) return `${name} updated from ${was} to ${now}`;
  return was === null ? `${name} set to ${now ?? "nothing"}` : `${name} cleared (was ${was})`;
};

const sightingText = (
  run: Extract<TimelineItem, { kind: "sightings" }>,
  metricTitle: string,
): string => {
  const words = (value: number) => formatNumber(value, { digits: 2 });
  const metric = metricTitle.toLowerCase();
  if (run.count === 1) return `Reported once, ${metric} ${words(run.lastMetric)},`;
  const from = words(run.firstMetric);
  return `Reported ${run.count} times, ${metric} from ${from} to ${words(run.lastMetric)}, last`;
};
