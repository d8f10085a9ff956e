"use client";

import type { PointerEvent } from "react";

const LOCAL = { dateStyle: "medium", timeStyle: "long" } as const;

/**
 * An instant of the protocol in UTC with all of its digits, which a Date would cut. `at` is
 * RFC 3339 with `Z`.
 */
export const ExactTime = ({ at }: { at: string }) => {
  const showLocal = (event: PointerEvent<HTMLTimeElement>) => {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return;
    event.currentTarget.title = `${new Intl.DateTimeFormat(undefined, LOCAL).format(date)} here`;
  };
  return (
    <time dateTime={at} onPointerEnter={showLocal} className="whitespace-nowrap tabular-nums">
      {at.replace("T", " ").replace("Z", "")}
    </time>
  );
};
