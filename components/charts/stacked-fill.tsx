import type { StackLook } from "@/components/charts/stacked-looks";

const SIZE = 6;

/** Name of a pattern of this document; `scope` keeps those of several charts apart. */
export const fillId = (scope: string, key: string) => `${scope}-${key}`.replace(/[^\w-]/g, "_");

type StackedPatternProps = { id: string; look: StackLook };

/** The fill of one series: its colour, with its texture in the colour of the card. */
export const StackedPattern = ({ id, look }: StackedPatternProps) => (
  <pattern id={id} width={SIZE} height={SIZE} patternUnits="userSpaceOnUse">
    <rect width={SIZE} height={SIZE} fill={look.color} />
    {look.texture === "rising" ? (
      <path d="M0 6 6 0" stroke="var(--card)" strokeWidth="1.25" fill="none" />
    ) : null}
    {look.texture === "falling" ? (
      <path d="M0 0 6 6" stroke="var(--card)" strokeWidth="1.25" fill="none" />
    ) : null}
    {look.texture === "dots" ? <circle cx="3" cy="3" r="1" fill="var(--card)" /> : null}
  </pattern>
);

/** A small square with the fill of a series, for legends and lists. */
export const StackedSwatch = ({ id, look }: StackedPatternProps) => (
  <svg aria-hidden="true" width="14" height="12" className="shrink-0">
    <defs>
      <StackedPattern id={id} look={look} />
    </defs>
    <rect width="14" height="12" rx="2" fill={`url(#${id})`} />
  </svg>
);
