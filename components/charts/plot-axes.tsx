type Tick = { at: number; text: string };

type PlotAxesProps = {
  size: { width: number; height: number };
  x: readonly Tick[];
  y: readonly Tick[];
  xLabel: string;
  yLabel: string;
};

/** UNIT: pixels; labels closer than this would touch. */
const APART = 44;

/** Axes, ticks and grid of a chart that is drawn by hand. */
export const PlotAxes = ({ size: { width, height }, x, y, xLabel, yLabel }: PlotAxesProps) => (
  <g fontSize={12} fill="var(--muted-foreground)">
    {spread(y, 18).map((tick) => (
      <g key={tick.text} transform={`translate(0 ${tick.at})`}>
        <line x2={width} stroke="var(--chart-grid)" />
        <text x={-8} dy="0.32em" textAnchor="end">
          {tick.text}
        </text>
      </g>
    ))}
    {spread(x, APART).map((tick) => (
      <g key={tick.text} transform={`translate(${tick.at} ${height})`}>
        <line y2={5} stroke="var(--muted-foreground)" />
        <text y={18} textAnchor="middle">
          {tick.text}
        </text>
      </g>
    ))}
    <line x2={width} y1={height} y2={height} stroke="var(--muted-foreground)" />
    <text x={width / 2} y={height + 35} textAnchor="middle">
      {xLabel}
    </text>
    <text transform={`translate(-60 ${height / 2}) rotate(-90)`} textAnchor="middle">
      {yLabel}
    </text>
  </g>
);

// A logarithmic axis may have more ticks than there is room for.
function spread(ticks: readonly Tick[], apart: number): Tick[] {
  const kept: Tick[] = [];
  for (const tick of [...ticks].sort((a, b) => a.at - b.at)) {
    const last = kept.at(-1);
    if (last === undefined || tick.at - last.at >= apart) kept.push(tick);
  }
  return kept;
}
