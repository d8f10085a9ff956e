/** The five series colours, in the order in which keys receive them, and the one for the rest. */
const SERIES = [
  "var(--chart-1)",
  "var(--chart-2)",
  "var(--chart-3)",
  "var(--chart-4)",
  "var(--chart-5)",
] as const;

export const NEUTRAL_COLOR = "var(--chart-neutral)";

/** Dashes repeat what colour says, for print and for people who do not see the colours. */
const DASHES = [undefined, "6 3", "2 3", "8 3 2 3", "12 4"] as const;

type SeriesLook = { color: string; dash: string | undefined };

/**
 * Gives every key its look once. Pass all keys that the noun can have, not only those of this
 * chart: then a cluster keeps its colour when a filter hides the others.
 */
export const assignLooks = (keys: readonly string[]): ReadonlyMap<string, SeriesLook> => {
  const known = [...new Set(keys)].sort((a, b) => (a < b ? -1 : 1));
  return new Map(
    known.map((key, index) => [
      key,
      { color: SERIES[index] ?? NEUTRAL_COLOR, dash: DASHES[index % DASHES.length] },
    ]),
  );
};

/** The look of one key; an unknown key is neutral. */
export const lookOf = (looks: ReadonlyMap<string, SeriesLook>, key: string): SeriesLook =>
  looks.get(key) ?? { color: NEUTRAL_COLOR, dash: undefined };
