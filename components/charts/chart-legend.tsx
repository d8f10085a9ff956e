import { cn } from "@/lib/platform/cn";

type LegendEntry = { key: string; name: string; color: string; dash?: string | undefined };

/** Names beside a piece of their line, so that dashes tell apart what colours may not. */
export const ChartLegend = ({
  entries,
  className,
}: {
  entries: readonly LegendEntry[];
  className?: string;
}) => (
  <ul className={cn("flex flex-wrap gap-x-4 gap-y-1 text-sm", className)}>
    {entries.map((entry) => (
      <li key={entry.key} className="flex items-center gap-1.5">
        <LegendLine color={entry.color} dash={entry.dash} />
        {entry.name}
      </li>
    ))}
  </ul>
);

type LegendLineProps = { color: string; dash?: string | undefined };

export const LegendLine = ({ color, dash }: LegendLineProps) => (
  <svg aria-hidden="true" width="20" height="8" className="shrink-0">
    <line x1="1" x2="19" y1="4" y2="4" stroke={color} strokeWidth="2" strokeDasharray={dash} />
  </svg>
);
