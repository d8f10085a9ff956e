/**
 * What a measurement says. Times are noise on a shared machine, so a figure is a ratio to a limit
 * that was measured in the same run.
 */

export interface Figure {
  /** The work: "/cases, 100,000 cases". */
  name: string;
  /** What was measured, with its unit: "41 ms p95". */
  measured: string;
  /** What it is compared with, with its unit; empty where the budget is absolute. */
  limit: string;
  /** Measured against the limit; null where the budget is absolute. */
  ratio: number | null;
  /** "at least 0.5", "at most 2"; empty where nothing is promised. */
  budget: string;
  /** Null where nothing is promised. */
  isMet: boolean | null;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The value below which `share` (0 to 1) of the values lie; throws for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
export const p95 = (values: readonly number[]): number => percentile(values, 0.95);

export const milliseconds = (value: number): string =>
  `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** A figure whose ratio must not fall below, or not rise above, its budget. */
export function ratioFigure(
  given: { name: string; measured: string; limit: string; ratio: number },
  budget: { atLeast: number } | { atMost: number },
): Figure {
  const { ratio } = given;
  return "atLeast" in budget
    ? { ...given, budget: `at least ${budget.atLeast}`, isMet: ratio >= budget.atLeast }
    : { ...given, budget: `at most ${budget.atMost}`, isMet: ratio <= budget.atMost };
}

const verdict = (isMet: boolean | null): string => (isMet === null ? "" : isMet ? "met" : "MISSED");

/** The figures as a table of text, a line each. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    figure.measured,
    figure.limit,
    figure.ratio === null ? "" : figure.ratio.toFixed(2),
    figure.budget,
    verdict(figure.isMet),
  ]);
  const all = [["work", "measured", "compared with", "ratio", "budget", ""], ...rows];
  const widths = all[0]?.map((_, column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  return all
    .map((row) =>
      row
        .map((text, at) => text.padEnd(widths?.[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
