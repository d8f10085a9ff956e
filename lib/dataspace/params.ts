import { createLoader, createParser, parseAsInteger, parseAsStringLiteral } from "nuqs/server";
import { currentFeedName } from "./model";

/** Feed names and keys of products: printable, and never longer than a person can read. */
const NAME = /^[^\p{Cc}\p{Surrogate}]{1,200}$/u;

const parseName = createParser<string>({
  parse: (text) => (NAME.test(text) ? text : null),
  serialize: (text) => text,
});

/** PostgreSQL's `integer` ends below eleven digits. */
const MAX_NUMBER = 2 ** 31 - 1;

const parseNumber = createParser<number>({
  parse: (text) => {
    const number = parseAsInteger.parse(text);
    return number !== null && number >= 1 && number <= MAX_NUMBER ? number : null;
  },
  serialize: String,
});

/** The number of a generation in an address; undefined for what is none. */
export function readNumber(text: string): number | undefined {
  return /^[1-9]\d*$/.test(text) ? (parseNumber.parse(text) ?? undefined) : undefined;
}

/** The feed of an address: its part of the path is encoded, since names hold colons and slashes. */
export function readFeedName(part: string): string | undefined {
  try {
    const name = parseName.parse(decodeURIComponent(part));
    return name === null ? undefined : currentFeedName(name);
  } catch {
    return undefined;
  }
}

/** Address of a feed's page, or of what stands below it. */
export function feedPath(feed: string, below = ""): string {
  return `/dataspace/${encodeURIComponent(feed)}${below}`;
}

/** How far back the time line of a feed looks. */
export const ranges = ["7d", "30d", "90d", "365d"] as const;
export type Range = (typeof ranges)[number];
export const rangeDays: Record<Range, number> = { "7d": 7, "30d": 30, "90d": 90, "365d": 365 };

/** `page` is that of the list below, which another time line does not keep. */
export const rangeParsers = {
  page: parseAsInteger.withDefault(1),
  range: parseAsStringLiteral(ranges).withDefault("30d"),
};
export const loadRange = createLoader(rangeParsers);

/** The product of a generation whose value is looked at. */
export const productParsers = { key: parseName };
export const loadProductParams = createLoader(productParsers);

/** Two generations to compare; without them, the newest and the one before. */
export const diffParsers = { from: parseNumber, to: parseNumber };
export const loadDiffParams = createLoader(diffParsers);

/** The run of the Reaper whose report is looked at. */
export const loadRunParams = createLoader({ run: parseNumber });
