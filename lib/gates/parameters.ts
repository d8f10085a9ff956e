import { z } from "zod";
import { AppError } from "@/lib/platform/errors";

/** Parameters of an address: shapes of their texts, and the one way to read them. */

/** Longest name of a parameter that an answer repeats. */
const MAX_SHOWN = 40;

/** PostgreSQL holds no character 0 in a text. */
const NUL = "\0";

/** Digits as a number. */
export function whole(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.int().min(min, message).max(max, message));
}

/** An instant in whole UNIX seconds. */
export function instant() {
  return whole(0, 99_999_999_999);
}

/** `true`, `1` or nothing after the name; `false` or `0`. */
export function flag() {
  return z
    .enum(["true", "1", "", "false", "0"], { error: "must be true or false" })
    .transform((text) => text !== "false" && text !== "0")
    .pipe(z.boolean());
}

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

/** A name or an id; what there is of that name, the handler finds. */
export function text(maxLength = 1_000) {
  return z.string().max(maxLength, `must be at most ${maxLength} characters long`);
}

/** Throws `invalid_input` (400), naming every parameter that is unknown, repeated or wrong. */
export function readQuery<Shape extends z.ZodObject>(
  search: URLSearchParams,
  shape: Shape,
): z.output<Shape> {
  const names = [...new Set(search.keys())];
  const wrong = names.flatMap((name) => {
    const message = problemOf(name, search.getAll(name), shape);
    return message === undefined ? [] : [{ path: [shown(name)], message }];
  });
  if (wrong.length > 0) throw fieldError(wrong);
  return check(shape, Object.fromEntries(search));
}

function problemOf(name: string, values: string[], shape: z.ZodObject): string | undefined {
  if (!Object.hasOwn(shape.shape, name)) return "is no parameter of this address";
  if (values.length > 1) return "is there more than once";
  return values[0]?.includes(NUL) ? "holds a character 0" : undefined;
}

const shown = (name: string): string => name.replaceAll(NUL, "\uFFFD").slice(0, MAX_SHOWN);

/** The parts of a path, decoded. Throws `invalid_input` where one cannot be a name of anything. */
export function readParts<Shape extends z.ZodObject>(given: unknown, shape: Shape) {
  const parts = Object.entries((given ?? {}) as Record<string, string>).map(([name, part]) => {
    const value = decodePart(part);
    if (value.includes(NUL)) throw fieldError([{ path: [name], message: "holds a character 0" }]);
    return [name, value] as const;
  });
  return check(shape, Object.fromEntries(parts));
}

// Names of feeds hold colons and slashes, which arrive encoded; what is no UTF-8 stays as it is.
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `value` as its shape reads it. Throws `invalid_input` with a message for every field. */
export function check<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const checked = shape.safeParse(value);
  if (checked.success) return checked.data;
  throw fieldError(checked.error.issues);
}

function fieldError(issues: readonly { path: PropertyKey[]; message: string }[]): AppError {
  const fields = new Map<string, string[]>();
  for (const { path, message } of issues) {
    const field = path.join(".") || "body";
    fields.set(field, [...(fields.get(field) ?? []), message]);
  }
  const [first] = fields;
  const message = `${first?.[0]}: ${first?.[1].join(", ")}`;
  return new AppError("invalid_input", message, { fields: Object.fromEntries(fields) });
}
