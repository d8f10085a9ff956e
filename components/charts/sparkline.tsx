import { splitRuns } from "@/components/charts/prepare";
import { cn } from "@/lib/platform/cn";

type SparklineProps = {
  /** Oldest first, at even distances; `null` leaves a gap. */
  values: readonly (number | null)[];
  /** The trend in words: "Pain over 12 reports, from 20 to 45". */
  label: string;
  /** Ends of the scale; the values' own by default. */
  min?: number;
  max?: number;
  width?: number;
  height?: number;
  className?: string;
};

const PAD = 2;

export const Sparkline = ({ values, label, className, ...props }: SparklineProps) => {
  const { width = 80, height = 20 } = props;
  const runs = splitRuns(values);
  const known = runs.flat().map((point) => point.value);
  const min = props.min ?? Math.min(...known);
  const max = props.max ?? Math.max(...known);
  const x = (index: number) =>
    round(PAD + (index / Math.max(1, values.length - 1)) * (width - 2 * PAD));
  const y = (value: number) => {
    // A flat line lies in the middle: at the floor it would read as zero.
    const share = max > min ? (value - min) / (max - min) : 0.5;
    return round(height - PAD - Math.min(1, Math.max(0, share)) * (height - 2 * PAD));
  };
  const last = runs.at(-1)?.at(-1);

  return (
    <svg
      data-slot="sparkline"
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className={cn("inline-block text-chart-1", className)}
    >
      {runs.map((run) => (
        <polyline
          key={run[0]?.index}
          points={run.map((point) => `${x(point.index)},${y(point.value)}`).join(" ")}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      ))}
      {last === undefined ? null : (
        <circle cx={x(last.index)} cy={y(last.value)} r={2} fill="currentColor" />
      )}
    </svg>
  );
};

const round = (length: number): number => Math.round(length * 100) / 100;
