import { ArrowRight } from "lucide-react";
import type { HistoryRow, Json } from "@/lib/history/model";
import { formatInstant } from "@/lib/platform/format";

/** Stored names that are not the words of the screens. */
const WORDS: Record<string, string> = {
  clusterId: "cluster",
  componentId: "component",
  intervalSeconds: "interval in seconds",
  expiresAt: "expires",
  hasPassword: "with a password",
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A stored value as people read it. */
const valueText = (value: Json): string => {
  if (value === null || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return INSTANT.test(value) ? formatInstant(value) : value;
  if (Array.isArray(value)) return value.map(valueText).join(", ") || "none";
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, item]) => item !== null);
    return parts.map(([key, item]) => `${WORDS[key] ?? key}: ${valueText(item)}`).join(" · ");
  }
  return String(value);
};

/** What a record was made of, or what of it was changed. */
export const HistoryChange = ({ change }: { change: HistoryRow["change"] }) => {
  if (change === null) return <span className="text-muted-foreground">–</span>;
  const { datum, was, now } = change;
  const isWhole = typeof (now ?? was) === "object" && !Array.isArray(now ?? was);
  if (isWhole && was === null) return <span>{valueText(now)}</span>;
  if (isWhole && now === null) return <s>{valueText(was)}</s>;
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <span className="text-muted-foreground">{WORDS[datum] ?? datum}:</span>
      <s>{valueText(was)}</s>
      <ArrowRight aria-label="became" className="size-3.5 shrink-0 text-muted-foreground" />
      <span>{valueText(now)}</span>
    </span>
  );
};

const PAST: Record<string, string> = {
  create: "created",
  rename: "renamed",
  edit: "edited",
  delete: "deleted",
  revoke: "revoked",
  rotate: "rotated",
  enable: "enabled",
  disable: "disabled",
  "set-password": "set the password of",
  "end-sessions": "ended the sessions of",
};

export const HistorySubject = ({ event }: { event: HistoryRow }) => (
  <>
    {PAST[event.verb] ?? event.verb} {event.subjectType}{" "}
    <code className="font-mono">{event.subjectId}</code>
  </>
);

export const HistoryActor = ({ event }: { event: HistoryRow }) => (
  <>
    {event.actorName}
    {event.actorKind === "system" ? null : (
      <>
        {" "}
        <code className="font-mono text-muted-foreground">{event.actorId}</code>
      </>
    )}
  </>
);
