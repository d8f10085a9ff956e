import {
  createLoader,
  createParser,
  type inferParserType,
  parseAsStringLiteral,
  type SearchParams,
} from "nuqs/server";
import { tableParams } from "@/lib/platform/table-params";
import { parseDays, parseFlag, parseName, parseNames, parseSize } from "./filters";

/** How the distribution is drawn. */
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

export const groupUsageTable = tableParams({
  sortable: [
    "group",
    "pi",
    "volume",
    "path",
    "used",
    "quota",
    "usage",
    "files",
    "filesQuota",
    "filesUsage",
    "level",
    "filesLevel",
    "full",
    "modified",
    "scan",
  ],
  defaultSort: "-usage",
  defaultHidden: ["filesQuota", "filesUsage"],
});

/** What narrows the quota warnings, their chart, their totals and their export alike. */
export const groupUsageFilterParsers = {
  volume: parseName,
  /** Part of the name of the person who leads the group. */
  pi: parseName,
  /** Exact names; none means all. */
  group: parseNames.withDefault([]),
  minSize: parseSize,
  maxSize: parseSize,
  minDays: parseDays,
  maxDays: parseDays,
  /** Only what is not OK, by bytes or by files. */
  warn: parseFlag.withDefault(false),
};

export const groupUsageParsers = {
  ...groupUsageTable.parsers,
  ...groupUsageFilterParsers,
  chart: parseAsStringLiteral(chartKinds).withDefault("scatter"),
  bins: parseBins.withDefault(DEFAULT_BINS),
  logDays: parseFlag.withDefault(false),
  logSize: parseFlag.withDefault(false),
};

export const loadGroupUsageParams = createLoader(groupUsageParsers);
export type GroupUsageParams = inferParserType<typeof groupUsageParsers>;
export type GroupUsageFilters = inferParserType<typeof groupUsageFilterParsers> & {
  q: string;
  /** One volume by its whole name, for the page of one. */
  exactVolume?: string;
};

/** Everything within the viewer's reach. */
export const noGroupFilters: GroupUsageFilters = {
  volume: null,
  pi: null,
  group: [],
  minSize: null,
  maxSize: null,
  minDays: null,
  maxDays: null,
  warn: false,
  q: "",
};

/** The filters that narrow the list, by the names people know; for "drop a filter". */
export function activeGroupFilters(filters: GroupUsageFilters): string[] {
  const named: [string, unknown][] = [
    ["volume", filters.volume],
    ["PI", filters.pi],
    ["groups", filters.group.length > 0],
    ["volume size", filters.minSize !== null || filters.maxSize !== null],
    ["last modified", filters.minDays !== null || filters.maxDays !== null],
    ["only warnings", filters.warn],
    ["search text", filters.q],
  ];
  return named.filter(([, isSet]) => Boolean(isSet)).map(([name]) => name);
}

/** What people typed into the older page: `?volume=scratch119?group=team113?pi=Smith`. */
const oldKeys = ["volume", "group", "pi"] as const;

/**
 * The present address of a link in the older form, whose pairs are separated by `?`; undefined for
 * an address in the usual form.
 */
export function readOldAddress(search: SearchParams): string | undefined {
  const values = Object.entries(search).map(([key, value]) => [key, [value].flat()[0] ?? ""]);
  const isOld = values.some(([, value]) => /\?(volume|group|pi)=/i.test(value ?? ""));
  if (!isOld) return undefined;
  const query = new URLSearchParams();
  for (const pair of values
    .map(([key, value]) => `${key}=${value}`)
    .join("?")
    .split("?")) {
    const [name = "", ...rest] = pair.split("=");
    const key = oldKeys.find((known) => known === name.toLowerCase());
    const value = parseName.parse(rest.join("="));
    if (key && value !== null && value.toLowerCase() !== "all") query.set(key, value);
  }
  return query.toString();
}

/** Address of a group's page. */
export const groupPath = (name: string): string => `/groups/${encodeURIComponent(name)}`;

/** Address of a volume's page. */
export const volumePath = (name: string): string => `/storage/${encodeURIComponent(name)}`;
