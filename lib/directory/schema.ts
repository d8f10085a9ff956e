import { z } from "zod";
import { groupNamePattern, MAX_DIRECTORY_ROWS, uidPattern } from "./model";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const CONTROL = /[\u0000-\u001f\u007f]/;

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !CONTROL.test(value), "must be one line of plain text");

/** A field that may be left out or null; empty text is as if it were left out. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .preprocess(
      (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
      schema.nullish(),
    )
    .nullish();

/** The largest number PostgreSQL's bigint holds. */
const MAX_BIGINT = 9_223_372_036_854_775_807n;

/** A number or its digits; kept as digits, since 64 bits do not fit into a JSON number. */
const unixNumber = z
  .union(
    [
      z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      z.bigint().min(0n),
      z.string().regex(/^\d{1,19}$/),
    ],
    { error: "must be a whole number, at least 0" },
  )
  .transform((value) => BigInt(value))
  .refine((value) => value <= MAX_BIGINT, "is too large")
  .transform(String);

const uid = z.string().regex(uidPattern, "must be an account name");

/** A field that is left out or empty keeps what is stored; null clears it. */
export const directoryPersonSchema = z.object({
  uid,
  uidNumber: optional(unixNumber),
  cci: optional(text(64)),
  name: optional(text(256)),
  givenName: optional(text(128)),
  surname: optional(text(128)),
  email: optional(z.email("must be an e-mail address").max(254)),
  language: optional(
    z
      .string()
      .regex(/^[a-z]{2}$/i, "must be a language code of two letters")
      .transform((code) => code.toLowerCase()),
  ),
});
export type DirectoryPerson = z.output<typeof directoryPersonSchema>;

export const directoryGroupSchema = z.object({
  name: z
    .string()
    .regex(groupNamePattern, "must be a group name: no blanks, at most 64 characters"),
  gid: optional(unixNumber),
  pi: optional(uid),
  members: z.array(uid).max(MAX_DIRECTORY_ROWS).nullish(),
});
export type DirectoryGroup = z.output<typeof directoryGroupSchema>;

/** Rows are judged one by one; a list that is left out is left alone. */
export const directoryBodySchema = z
  .object({
    people: z.array(z.unknown()).max(MAX_DIRECTORY_ROWS).optional(),
    groups: z.array(z.unknown()).max(MAX_DIRECTORY_ROWS).optional(),
  })
  .refine(
    (body) => body.people !== undefined || body.groups !== undefined,
    "must have `people`, `groups` or both",
  );
