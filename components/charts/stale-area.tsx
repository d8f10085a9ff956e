"use client";

import { useId } from "react";
import { ReferenceArea } from "recharts";

type StaleAreaProps = {
  /** UNIX milliseconds: from when the newest reading no longer counts, and the present. */
  from: number;
  to: number;
};

/** Hatches the time for which nothing valid is known. */
export const StaleArea = ({ from, to }: StaleAreaProps) => {
  const id = useId();
  return (
    <>
      <defs>
        <pattern
          id={id}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line x1="0" y1="0" x2="0" y2="6" stroke="var(--chart-neutral)" strokeWidth="1.5" />
        </pattern>
      </defs>
      <ReferenceArea x1={from} x2={to} fill={`url(#${id})`} fillOpacity={0.4} />
    </>
  );
};
