import "server-only";
import { Prisma } from "../db";
import { readSize } from "../sizes";
import { type FilterShape, isSet } from "./address";

/** What the filter bar shows for a filter; without one it only narrows by address. */
export type FilterControl =
  | { control: "choice"; label: string; any?: string; options?: readonly Option[] }
  /** Any number of names: ticked in a list, or typed. `noun` in the plural. */
  | { control: "names"; noun: string; options?: readonly string[] }
  | { control: "text"; label: string; className?: string }
  | { control: "flag"; label: string }
  /** Two ends of one range; `upper` is the key of the other. */
  | { control: "range"; label: string; upper: string }
  /** A chip that only drops it. */
  | { control: "chip"; label: string };

export type Option = readonly [value: string, text: string];

/** Every value of a list's filters, by key; what is not set is null, off or empty. */
export type Given = Readonly<Record<string, unknown>>;

export interface Filter<Value = unknown, V = unknown> {
  shape: FilterShape;
  look?: FilterControl;
  /** How people call it, for "drop a filter". */
  noun: string;
  /** The rows that stay, given a value that is set; null: all. */
  where(value: NonNullable<Value>, given: Given, viewer: V): Prisma.Sql | null;
  /** The default is the page's alone: a file whose address says nothing is not narrowed. */
  isScreenDefault?: boolean;
}

type Parts<Value, V = unknown> = Omit<Filter<Value, V>, "shape" | "look">;

/** One of a few words. `Initial` is what the page takes where the address says nothing. */
export function choiceFilter<const Word extends string, const Initial extends Word = never>(
  values: readonly Word[],
  parts: Parts<Word> & { initial?: Initial; look?: Omit<Choice, "control"> },
): Filter<[Initial] extends [never] ? Word | null : Word> {
  const { initial, look, ...rest } = parts;
  return {
    ...rest,
    shape: { kind: "choice", values, ...(initial === undefined ? {} : { initial }) },
    ...(look ? { look: { control: "choice", ...look } } : {}),
  } satisfies Filter<Word> as Filter<[Initial] extends [never] ? Word | null : Word>;
}

type Choice = Extract<FilterControl, { control: "choice" }>;

type Text<V = unknown> = Parts<string, V> & { look?: FilterControl };

/** A name: exact or a part of it, as `where` says. */
export const nameFilter = (parts: Text): Filter<string | null> => ({
  shape: { kind: "name" },
  ...parts,
});

/** An id: letters, digits and `_.@-`. */
export const wordFilter = <V = unknown>(parts: Text<V>): Filter<string | null, V> => ({
  shape: { kind: "word" },
  ...parts,
});

/** Any number of names; none means all. */
export const namesFilter = (
  parts: Parts<string[]> & { initial?: readonly string[]; look?: FilterControl },
): Filter<string[]> => {
  const { initial, ...rest } = parts;
  return { shape: { kind: "names", ...(initial ? { initial } : {}) }, ...rest };
};

export const flagFilter = (
  parts: { noun: string; sql: Prisma.Sql } & { label: string },
): Filter<boolean> => ({
  shape: { kind: "flag" },
  look: { control: "flag", label: parts.label },
  noun: parts.noun,
  where: () => parts.sql,
});

/** A calendar day in the address. */
export const dayFilter = (parts: Text): Filter<string | null> => ({
  shape: { kind: "day" },
  ...parts,
});

type End = "min" | "max";

interface Range<Key extends string> {
  noun: string;
  label: string;
  sql: Prisma.Sql;
  keys: Readonly<Record<End, Key>>;
}

// Whichever of the two is larger is the upper end.
function endOf<Value extends number | bigint>(
  end: End,
  range: Range<string>,
  read: (value: unknown) => Value | null,
): (value: unknown, given: Given) => Prisma.Sql {
  return (_, given) => {
    const ends = [read(given[range.keys.min]), read(given[range.keys.max])];
    const [from, to] = ends;
    const isSwapped = from != null && to != null && from > to;
    const value = ends[(end === "min") === isSwapped ? 1 : 0];
    return end === "min"
      ? Prisma.sql`${range.sql} >= ${value}`
      : Prisma.sql`${range.sql} <= ${value}`;
  };
}

const bytesOf = (value: unknown): bigint | null =>
  isSet(value) ? (readSize(String(value)) ?? null) : null;
const daysOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** Between two sizes, both included: two filters, one control. */
export function sizeRange<Key extends string>(
  range: Range<Key>,
): Record<Key, Filter<string | null>> {
  return rangeOf(range, "size", bytesOf);
}

/** Between two numbers of days, both included. */
export function daysRange<Key extends string>(
  range: Range<Key>,
): Record<Key, Filter<number | null>> {
  return rangeOf({ ...range, sql: Prisma.sql`${range.sql}::float8` }, "days", daysOf);
}

function rangeOf<Key extends string>(
  range: Range<Key>,
  kind: "size" | "days",
  read: (value: unknown) => number | bigint | null,
): Record<Key, Filter<null>> {
  const { keys, noun, label } = range;
  const filter = (end: End): Filter<null> => ({
    shape: { kind },
    noun,
    where: endOf(end, range, read),
    ...(end === "min" ? { look: { control: "range", label, upper: keys.max } } : {}),
  });
  return { [keys.min]: filter("min"), [keys.max]: filter("max") } as Record<Key, Filter<null>>;
}

/** At least this size. */
export const sizeFilter = (parts: {
  noun: string;
  sql: Prisma.Sql;
  look?: FilterControl;
}): Filter<string | null> => ({
  shape: { kind: "size" },
  noun: parts.noun,
  ...(parts.look ? { look: parts.look } : {}),
  where: (value: unknown) => Prisma.sql`${parts.sql} >= ${bytesOf(value) ?? 0n}`,
});

/** At least so many days. */
export const daysFilter = (parts: {
  noun: string;
  sql: Prisma.Sql;
  look?: FilterControl;
}): Filter<number | null> => ({
  shape: { kind: "days" },
  noun: parts.noun,
  ...(parts.look ? { look: parts.look } : {}),
  where: (value: unknown) => Prisma.sql`${parts.sql} >= ${daysOf(value)}::float8`,
});

/** Text for a `like` that finds it anywhere. */
export const likeOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** Longest list of words that a search combines. */
const MAX_WORDS = 8;

/** Every word of the search text in one of the places; nothing for an empty text. */
export function searchParts(
  q: string,
  places: readonly Prisma.Sql[],
  whole: readonly Prisma.Sql[] = [],
): Prisma.Sql[] {
  const words = q.split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  return words.map((word) => {
    const like = likeOf(word);
    const found = [
      ...places.map((place) => Prisma.sql`${place} ilike ${like}`),
      ...whole.map((place) => Prisma.sql`${place}::text = ${word}`),
    ];
    return Prisma.sql`(${Prisma.join(found, " or ")})`;
  });
}
