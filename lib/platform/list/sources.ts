/** Where rows of a list come from, how old that is and whether it may be used. */
export interface ListSource {
  feed: string;
  state: "fresh" | "due" | "quiet" | "stale" | "very-stale" | "no-data";
  generation: number | null;
  receivedAt: Date | null;
  madeAt: Date | null;
  validUntil: Date | null;
  missedCount: number;
  carriedCount: number;
  dementedCount: number;
  /** What is not to be trusted, with what was said of it. */
  demented: readonly { key: string; reason: string | null }[];
  /** Why it is not fresh, in one sentence. */
  why: string | null;
  /** Page of the feed, for readers who may open it. */
  href?: string;
  /** The rows that it brought: those with this value in this column; absent: all. */
  rows?: { column: string; value: string };
}

const severity: readonly ListSource["state"][] = [
  ...(["very-stale", "stale", "quiet", "due", "fresh", "no-data"] as const),
];

/** The worst first, and of equals the oldest: the first one is what counts. */
export const oldestFirst = (sources: readonly ListSource[]): ListSource[] =>
  [...sources].sort(
    (a, b) =>
      severity.indexOf(a.state) - severity.indexOf(b.state) ||
      Number(a.madeAt ?? 0) - Number(b.madeAt ?? 0),
  );

/** Why a row is not to be trusted; undefined where it is. */
export function distrustOf(sources: readonly ListSource[], row: object): string | undefined {
  const values = row as Record<string, unknown>;
  const source = sources.find(
    ({ demented, rows }) =>
      demented.length > 0 && (rows === undefined || values[rows.column] === rows.value),
  );
  return source && (source.demented[0]?.reason ?? "Marked as not to be trusted.");
}
