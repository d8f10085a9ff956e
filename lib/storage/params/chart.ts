import {
  createLoader,
  createParser,
  type inferParserType,
  parseAsInteger,
  parseAsStringLiteral,
} from "nuqs/server";
import { flagParser, parseDays, parseName, parseSize } from "@/lib/platform/list/address";

/** How the distribution of quota warnings is drawn. */
export const chartKinds = ["scatter", "histogram"] as const;
export type ChartKind = (typeof chartKinds)[number];

const MAX_BINS = 200;
export const DEFAULT_BINS = 40;

const parseBins = createParser<number>({
  parse: (text) => {
    const bins = /^\d{1,3}$/.test(text) ? Number(text) : 0;
    return bins >= 1 && bins <= MAX_BINS ? bins : null;
  },
  serialize: String,
});

export const chartParsers = {
  chart: parseAsStringLiteral(chartKinds).withDefault("scatter"),
  bins: parseBins.withDefault(DEFAULT_BINS),
  logDays: flagParser,
  logSize: flagParser,
};

/** The chart's part of the address, and what a press or a drag in it narrows the list to. */
export const chartAddressParsers = {
  ...chartParsers,
  page: parseAsInteger,
  volume: parseName,
  group: parseName,
  minSize: parseSize,
  maxSize: parseSize,
  minDays: parseDays,
  maxDays: parseDays,
};
export const loadChartParams = createLoader(chartParsers);
export type ChartParams = inferParserType<typeof chartParsers>;
