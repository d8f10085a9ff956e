"use client";

import type { PointerEvent } from "react";
import { cn } from "@/lib/platform/cn";
import { formatAge, formatInstant } from "@/lib/platform/format";

type InstantProps = {
  at: Date | string;
  /** Shows the age instead ("3 min ago"); needs `now`. */
  relative?: boolean;
  /** The server's clock, ISO: both sides then render the same words. */
  now?: string;
  className?: string;
};

const LOCAL = { dateStyle: "medium", timeStyle: "long" } as const;

export const Instant = ({ at, relative, now, className }: InstantProps) => {
  const date = new Date(at);
  const utc = formatInstant(date);
  if (Number.isNaN(date.getTime())) return <span>{utc}</span>;

  // Local time differs between server and browser, so it is written only when somebody asks.
  const showLocal = (event: PointerEvent<HTMLTimeElement>) => {
    const local = new Intl.DateTimeFormat(undefined, LOCAL).format(date);
    event.currentTarget.title = `${utc} · ${local} here`;
  };

  return (
    <time
      data-slot="instant"
      dateTime={date.toISOString()}
      title={utc}
      onPointerEnter={showLocal}
      className={cn("whitespace-nowrap tabular-nums", className)}
    >
      {relative && now !== undefined ? formatAge(date, now) : utc}
    </time>
  );
};
