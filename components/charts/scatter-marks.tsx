export type ScatterTone = "success" | "warning" | "danger" | "neutral";

export type ScatterPoint = {
  id: string;
  x: number;
  y: number;
  name: string;
  detail?: string;
  tone: ScatterTone;
};

export type PlotArea = {
  width: number;
  height: number;
  placeX: (value: number) => number;
  placeY: (value: number) => number;
};

const FILLS: Record<ScatterTone, string> = {
  success: "var(--chart-1)",
  warning: "var(--warning)",
  danger: "var(--destructive)",
  neutral: "var(--chart-neutral)",
};

/** Outlines around 0,0: the shape says what the colour says. */
const SHAPES: Record<ScatterTone, string> = {
  success: "M-4,0 a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0",
  warning: "M0,-5 L5,4 L-5,4 Z",
  danger: "M-4,-4 H4 V4 H-4 Z",
  neutral: "M-4,0 a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0",
};

type ScatterMarksProps = {
  points: readonly ScatterPoint[];
  area: PlotArea;
  selectedId: string | undefined;
};

export const ScatterMarks = ({ points, area, selectedId }: ScatterMarksProps) =>
  area.width === 0
    ? null
    : // What needs attention lies on top.
      [...points].sort(byUrgency).map((point) => {
        const isSelected = point.id === selectedId;
        return (
          <path
            key={point.id}
            d={SHAPES[point.tone]}
            transform={`translate(${round(area.placeX(point.x))} ${round(area.placeY(point.y))}) scale(${isSelected ? 2 : 1})`}
            fill={isSelected ? "var(--destructive)" : FILLS[point.tone]}
            fillOpacity={isSelected ? 1 : 0.6}
          />
        );
      });

const URGENCY: Record<ScatterTone, number> = { neutral: 0, success: 1, warning: 2, danger: 3 };

const byUrgency = (a: ScatterPoint, b: ScatterPoint): number => URGENCY[a.tone] - URGENCY[b.tone];

const round = (length: number): number => Math.round(length * 10) / 10;
