import { ArrowRight } from "lucide-react";
import type { HistoryRow, Json } from "@/lib/history/model";

/** A stored value as people read it. */
const valueText = (value: Json): string => {
  if (value === null || value === "") return "–";
  if (Array.isArray(value)) return value.map(valueText).join(", ") || "none";
  if (typeof value === "object") {
    const parts = Object.entries(value).filter(([, item]) => item !== null);
    return parts.map(([key, item]) => `${key} ${valueText(item)}`).join(", ");
  }
  return String(value);
};

export const HistoryChange = ({ change }: { change: HistoryRow["change"] }) => {
  if (change === null) return <span className="text-muted-foreground">–</span>;
  return (
    <span className="flex min-w-48 flex-wrap items-center gap-1">
      <span className="text-muted-foreground">{change.datum}</span>
      {change.was === null ? null : <s>{valueText(change.was)}</s>}
      <ArrowRight aria-label="became" className="size-3.5 shrink-0 text-muted-foreground" />
      <span>{change.now === null ? "removed" : valueText(change.now)}</span>
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
    {event.actorKind === "system" ? (
      <span className="text-muted-foreground"> (command line)</span>
    ) : (
      <>
        {" "}
        <code className="font-mono text-muted-foreground">{event.actorId}</code>
      </>
    )}
  </>
);
