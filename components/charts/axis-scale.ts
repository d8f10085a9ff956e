import { ticks } from "d3-array";

/** Where values of one axis lie, for charts that are drawn by hand. */
export type AxisScale = {
  /** Pixels from the start of the axis. */
  place: (value: number) => number;
  /** The value at so many pixels. */
  valueAt: (pixels: number) => number;
  ticks: number[];
};

type AxisOptions = {
  /** Highest value; the lowest is 0, or `logMin` on a logarithmic axis. */
  max: number;
  /** UNIT: pixels. */
  length: number;
  isLog?: boolean;
  /** What counts as the lowest value of a logarithmic axis; smaller ones lie on it. */
  logMin?: number;
  isReversed?: boolean;
  /** Ticks of a logarithmic axis; powers of ten by default. */
  logTicks?: readonly number[];
  /** What a round number is made of: 1024 for bytes. */
  base?: 10 | 1024;
};

const TICKS = 5;

export const makeAxis = (options: AxisOptions): AxisScale => {
  const { length, isLog = false, isReversed = false, logMin = 1 } = options;
  const max = Math.max(options.max, isLog ? logMin * 10 : Number.MIN_VALUE);
  const low = isLog ? Math.log10(logMin) : 0;
  const high = isLog ? Math.log10(max) : max;
  const turn = (share: number) => (isReversed ? 1 - share : share);
  return {
    place: (value) => {
      const scaled = isLog ? Math.log10(Math.max(value, logMin)) : value;
      const share = (scaled - low) / (high - low);
      return turn(Math.min(1, Math.max(0, share))) * length;
    },
    valueAt: (pixels) => {
      const scaled = low + turn(Math.min(1, Math.max(0, pixels / length))) * (high - low);
      return isLog ? 10 ** scaled : scaled;
    },
    ticks: isLog ? logTicksOf(options, logMin, max) : roundTicks(max, options.base ?? 10),
  };
};

const logTicksOf = ({ logTicks, base = 10 }: AxisOptions, min: number, max: number): number[] => {
  if (logTicks) return logTicks.filter((tick) => tick >= min && tick <= max);
  const ticks: number[] = [];
  for (let tick = 1; tick <= max; tick *= base) if (tick >= min) ticks.push(tick);
  return ticks;
};

/** About five round numbers from 0 to `max`; of bytes they are round in their own unit. */
export const roundTicks = (max: number, base: 10 | 1024 = 10): number[] => {
  if (!(max > 0) || !Number.isFinite(max)) return [0];
  const unit = base === 1024 ? 1024 ** Math.floor(Math.log(max / TICKS) / Math.log(1024)) : 1;
  return ticks(0, max / unit, TICKS).map((tick) => tick * unit);
};
