import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { decodeValue, type EncodedValue, type ValueType } from "../encoding";

const declaredSchema = z.object({
  /** Counts from 1; a change of the form that old readers cannot read is a new version. */
  version: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  schema: z.record(z.string(), z.unknown()),
});

/** The form that a product is declared to have; dates count as text, big integers as numbers. */
export type DeclaredSchema = z.infer<typeof declaredSchema>;

/** A JSON Schema as it is stored. */
export type JsonSchema = DeclaredSchema["schema"];

export const knownSchema = declaredSchema.extend({ id: z.int(), key: z.string() });

/** The newest form of a product that a feed knows. */
export type KnownSchema = z.infer<typeof knownSchema>;

/** A value that is about to be stored. */
export interface NewProduct {
  key: string;
  value: EncodedValue;
  /** Absent: the form that the key has already, or the type of its first value. */
  schema?: DeclaredSchema | undefined;
  /** Who made the value where it was not the sender, such as a transform. */
  creator?: string | undefined;
}

/** Forms that only name a type, as they are inferred from the first value of a product. */
const inferred: Record<Exclude<ValueType, "null">, JsonSchema> = {
  object: { type: "object" },
  array: { type: "array" },
  text: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date-time" },
  binary: { type: "string", contentEncoding: "base64" },
};

function isSame(left: JsonSchema, right: JsonSchema): boolean {
  return print(left) === print(right);
}

// The database keeps an object's keys in an order of its own.
function print(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/**
 * The form that a product keeps to: `known`, or a new one that still has to be stored, or undefined
 * for a null whose type nobody knows yet. Throws `conflict` (409) for a value of another form and
 * for a declaration that takes back what was declared before.
 */
export async function schemaOf(
  product: NewProduct,
  known: KnownSchema | undefined,
): Promise<KnownSchema | DeclaredSchema | undefined> {
  const { key, value } = product;
  const declared = wantedSchema(product, known) ?? known;
  const { type } = value;
  if (!declared) return type === "null" ? undefined : { version: 1, schema: inferred[type] };
  const expected = inferredType(declared.schema);
  if (expected) {
    // No value is no value of another type.
    if (type === "null" || type === expected) return declared;
    throw conflict(`${key} holds a value of the type ${expected}, not ${type}.`);
  }
  await requireForm(key, value, declared.schema);
  return declared;
}

function wantedSchema(
  { key, schema }: NewProduct,
  known: KnownSchema | undefined,
): DeclaredSchema | undefined {
  if (schema) requireDeclared(key, schema);
  if (!schema || !known) return schema;
  if (schema.version > known.version) return schema;
  if (schema.version === known.version && isSame(schema.schema, known.schema)) return known;
  throw conflict(`${key} is declared in another way: version ${known.version} is known.`);
}

// A declaration comes from callers: what is none is their mistake.
function requireDeclared(key: string, declared: DeclaredSchema): void {
  const checked = declaredSchema.safeParse(declared);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw refused(key, `${issue?.path.join(".")}: ${issue?.message}`);
  }
  readForm(key, declared.schema);
}

function readForm(key: string, schema: JsonSchema): z.ZodType {
  try {
    return z.fromJSONSchema(schema as never);
  } catch (error) {
    throw refused(key, error instanceof Error ? error.message : String(error));
  }
}

const refused = (key: string, why: string): AppError =>
  new AppError("invalid_input", `The form of ${key} is not a JSON Schema: ${why}.`);

function inferredType(schema: JsonSchema): ValueType | undefined {
  const found = Object.entries(inferred).find(([, known]) => isSame(known, schema));
  return found?.[0] as ValueType | undefined;
}

async function requireForm(key: string, value: EncodedValue, schema: JsonSchema): Promise<void> {
  const plain = toPlain(await decodeValue(value.encoding, value.bytes));
  const checked = readForm(key, schema).safeParse(plain);
  if (checked.success) return;
  const [issue] = checked.error.issues;
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join(".")}` : "";
  throw conflict(`${key} does not have its declared form${where}: ${issue?.message}.`);
}

function toPlain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}

function conflict(message: string): AppError {
  return new AppError("conflict", message);
}
