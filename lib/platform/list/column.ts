import "server-only";
import { z } from "zod";
import { Prisma } from "../db";
import type { TabularValue } from "../tabular";

/** What a value looks like where the room draws no cell of its own. */
export type CellKind = "text" | "number" | "bytes" | "share" | "day" | "instant" | "flag" | "drawn";

/** How a value is asked for, what arrives, how a file writes it. */
export interface Kind<Value> {
  cell: CellKind;
  shape: z.ZodType<Value>;
  toRow(sql: Prisma.Sql): Prisma.Sql;
  toFile(sql: Prisma.Sql): Prisma.Sql;
  /** Of what the database gives, where that is not the value yet. */
  decode?: (raw: string) => Value;
  /** What a file writes for what the database gives; absent: that itself. */
  write?: (raw: unknown) => TabularValue;
}

const asIs = (sql: Prisma.Sql): Prisma.Sql => sql;
const float = (sql: Prisma.Sql): Prisma.Sql => Prisma.sql`(${sql})::float8`;
const text_ = (sql: Prisma.Sql): Prisma.Sql => Prisma.sql`(${sql})::text`;

export const text: Kind<string> = { cell: "text", shape: z.string(), toRow: asIs, toFile: asIs };

/** 64 bits as decimal digits; a number in files of lines. */
export const digits: Kind<string> = {
  cell: "text",
  shape: z.string().regex(/^-?\d+$/),
  toRow: text_,
  toFile: float,
};

/** A whole number within 31 bits. */
export const integer: Kind<number> = {
  cell: "number",
  shape: z.int(),
  toRow: (sql) => Prisma.sql`(${sql})::int`,
  toFile: asIs,
};

export const real: Kind<number> = {
  cell: "number",
  shape: z.number(),
  toRow: float,
  toFile: float,
};

/** A part of one whole. */
export const share: Kind<number> = { ...real, cell: "share" };

/** A number of things, 64 bits. */
export const count: Kind<bigint> = {
  cell: "number",
  shape: z.bigint(),
  toRow: asIs,
  toFile: asIs,
};

export const bytes: Kind<bigint> = { ...count, cell: "bytes" };

/** A whole number of any length, such as a sum of bytes: exact beyond 64 bits as well. */
export const big: Kind<bigint> = {
  cell: "number",
  shape: z.bigint(),
  toRow: text_,
  toFile: text_,
  decode: BigInt,
};

export const bigBytes: Kind<bigint> = { ...big, cell: "bytes" };

/** A calendar day, `2026-11-20`. */
export const day: Kind<string> = {
  cell: "day",
  shape: z.iso.date(),
  toRow: (sql) => Prisma.sql`to_char(${sql}, 'YYYY-MM-DD')`,
  toFile: (sql) => Prisma.sql`to_char(${sql}, 'YYYY-MM-DD')`,
};

/** An instant; whole seconds of UTC in files. */
export const instant: Kind<Date> = {
  cell: "instant",
  shape: z.date(),
  toRow: asIs,
  toFile: (sql) => Prisma.sql`to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
};

export const flag: Kind<boolean> = {
  cell: "flag",
  shape: z.boolean(),
  toRow: (sql) => Prisma.sql`(${sql})`,
  toFile: (sql) => Prisma.sql`(${sql})`,
};

/** JSON of a known shape. */
export const json = <Value>(shape: z.ZodType<Value>): Kind<Value> => ({
  cell: "drawn",
  shape,
  toRow: asIs,
  toFile: asIs,
});

/** One of several words. */
export const oneOf = <const Word extends string>(words: readonly Word[]): Kind<Word> => ({
  cell: "text",
  shape: z.enum(words) as unknown as z.ZodType<Word>,
  toRow: asIs,
  toFile: asIs,
});

/** The same, or nothing. */
export function maybe<Value>(kind: Kind<Value>): Kind<Value | null> {
  const { cell, shape, toRow, toFile, decode } = kind;
  return { cell, shape: shape.nullable(), toRow, toFile, ...(decode ? { decode } : {}) };
}

/** Where a column appears: on the screen and in the row, in the row only, or only in files. */
export type Place = "screen" | "row" | "file";

interface Words {
  header: string;
  /** What the value means; shown on hover and focus of the header. */
  help?: string;
  /** What the column menu calls it, where the header is not plain. */
  label?: string;
  /** The header is read aloud only, as over buttons that name themselves. */
  isHeaderUnseen?: boolean;
  align?: "start" | "end";
  className?: string;
  /** Hidden until somebody asks for it. */
  isHidden?: boolean;
  /** Never hidden. */
  isFixed?: boolean;
  /** Its cell leads to the row's page; the first column by default. */
  isLink?: boolean;
}

interface Looks extends Words {
  /** True: by the value itself; SQL: by something else, such as a quota without its "no limit". */
  sort?: true | Prisma.Sql;
  /** Its name in files; absent: not in files. */
  file?: string;
}

export interface Column<
  Value = unknown,
  At extends Place = Place,
  Sorts extends boolean = boolean,
> {
  at: At;
  isSortable: Sorts;
  /** Absent: drawn by the room from the rest of the row. */
  kind?: Kind<Value>;
  sql?: Prisma.Sql;
  order?: Prisma.Sql;
  words?: Words;
  file?: string;
}

type SortsOf<L extends Looks> = L extends { sort: true | Prisma.Sql } ? true : false;

/** A column that people see. */
export function column<Value, const L extends Looks>(
  kind: Kind<Value>,
  sql: Prisma.Sql,
  looks: L,
): Column<Value, "screen", SortsOf<L>> {
  const { sort, file, ...words }: Looks = looks;
  return {
    at: "screen",
    isSortable: (sort !== undefined) as SortsOf<L>,
    kind,
    sql,
    words,
    ...(sort === undefined ? {} : { order: sort === true ? sql : sort }),
    ...(file === undefined ? {} : { file }),
  };
}

/** A column that the room draws from other values of the row. */
export function drawn<const L extends Words & { sort?: Prisma.Sql }>(
  looks: L,
): Column<never, "screen", SortsOf<L>> {
  const { sort, ...words }: Words & { sort?: Prisma.Sql } = looks;
  return {
    at: "screen",
    isSortable: (sort !== undefined) as SortsOf<L>,
    words,
    ...(sort === undefined ? {} : { order: sort }),
  };
}

/** A value of the row that has no column. */
export function fact<Value>(
  kind: Kind<Value>,
  sql: Prisma.Sql,
  file?: string,
): Column<Value, "row", false> {
  return { at: "row", isSortable: false, kind, sql, ...(file === undefined ? {} : { file }) };
}

/** A value that only files have. */
export function inFile<Value>(
  kind: Kind<Value>,
  sql: Prisma.Sql,
  file: string,
): Column<Value, "file", false> {
  return { at: "file", isSortable: false, kind, sql, file };
}
