import { asAppError } from "@/lib/platform/errors";
import { isName, MAX_AMOUNT, type Meta, type NewRecord, type RecordEnd } from "../model";
import { parseInstant } from "./instant";
import { JsonReader, type JsonText } from "./json-reader";

/**
 * Records as they arrive, RecordAdd and RecordUpdate of the protocol, read from text so that 64-bit
 * amounts keep every digit. All throw `invalid_input` (400) with the protocol's sentence.
 */

/** Greatest integer that the protocol's servers read as one. */
const MAX_INTEGER = 18_446_744_073_709_551_615n;

/** Doubles at and above it are printed with an exponent. */
const LARGE_DOUBLE = 1e16;

/** Characters of a bad text that the answer repeats. */
const MAX_SHOWN_LENGTH = 300;

/** The body of `POST /record`. */
export function parseRecord(text: string): NewRecord {
  const reader = new JsonReader(text);
  const record = readRecord(reader);
  reader.end();
  return record;
}

/** The body of `POST /records`: the first bad record refuses it whole. */
export function parseRecords(text: string): NewRecord[] {
  const reader = new JsonReader(text);
  const records: NewRecord[] = [];
  reader.array("a sequence", () => records.push(readRecord(reader)));
  reader.end();
  return records;
}

/** The body of `PUT /record`: a whole record is required, though only its end counts. */
export function parseRecordEnd(text: string): RecordEnd {
  const reader = new JsonReader(text);
  const given = readFields(reader, "RecordUpdate");
  const end = {
    recordId: given.record_id,
    stopAt: given.stop_time ?? missing(reader, "stop_time"),
  };
  reader.end();
  return end;
}

/**
 * The elements of an array, or of the one array of an object such as `{"records": […]}`, as texts
 * that are JSON, whatever they say.
 */
export function splitRecords(text: string): string[] {
  const reader = new JsonReader(text);
  const items: string[] = [];
  const readItems = () => reader.array("a sequence", () => items.push(reader.slice()));
  if (reader.peek() === "{") {
    let lists = 0;
    reader.object("a map", ({ value: key }) => {
      // An unknown key may hold the rows of another feed: better refused than left out.
      if (key !== "records" && key !== "rows") reader.fail(`unknown field \`${key}\``);
      lists += 1;
      readItems();
    });
    if (lists !== 1) reader.fail("expected one array, records or rows");
  } else readItems();
  reader.end();
  return items;
}

type Shape = "RecordAdd" | "RecordUpdate";

interface Fields {
  record_id: string;
  meta: { values: Meta; json: string } | null;
  /** Compact JSON. */
  components: string;
  start_time: string | null;
  stop_time: string | null;
}

/** Reads a value; a key that comes twice is refused before. */
type Readers<Shape> = { readonly [Key in keyof Shape]: (reader: JsonReader) => Shape[Key] };

const instantOrNull = (reader: JsonReader) => (reader.isNull() ? null : readInstant(reader));

const shared = {
  record_id: (reader: JsonReader) => readName(reader).value,
  meta: (reader: JsonReader) => (reader.isNull() ? null : readMeta(reader)),
  components: (reader: JsonReader) => readList(reader, readComponent),
};

const shapes: Record<Shape, Readers<Fields>> = {
  RecordAdd: { ...shared, start_time: readInstant, stop_time: instantOrNull },
  RecordUpdate: { ...shared, start_time: instantOrNull, stop_time: readInstant },
};

interface Component {
  name: string;
  amount: string;
  scores: string;
}

const componentShape: Readers<Component> = {
  name: (reader) => readName(reader).json,
  amount: readAmount,
  scores: (reader) => readList(reader, readScore),
};

interface Score {
  name: string;
  value: string;
}

const scoreShape: Readers<Score> = {
  name: (reader) => readName(reader).json,
  value: readScoreValue,
};

function readRecord(reader: JsonReader): NewRecord {
  const given = readFields(reader, "RecordAdd");
  return {
    recordId: given.record_id,
    meta: given.meta?.values ?? null,
    metaText: given.meta?.json ?? null,
    componentsText: given.components,
    startAt: given.start_time ?? missing(reader, "start_time"),
    stopAt: given.stop_time ?? null,
  };
}

type ReadFields = Pick<Fields, "record_id" | "components"> & Partial<Fields>;

function readFields(reader: JsonReader, shape: Shape): ReadFields {
  const given = readObject(reader, `struct ${shape}`, shapes[shape]);
  return {
    ...given,
    record_id: given.record_id ?? missing(reader, "record_id"),
    components: given.components ?? missing(reader, "components"),
  };
}

function missing(reader: JsonReader, field: string): never {
  return reader.fail(`missing field \`${field}\``);
}

/** Reads the keys that are known, passes over others, refuses a known one that comes twice. */
function readObject<Fields extends object>(
  reader: JsonReader,
  expected: string,
  readers: Readers<Fields>,
): Partial<Fields> {
  const given: Partial<Fields> = {};
  reader.object(expected, ({ value }) => {
    if (!Object.hasOwn(readers, value)) return reader.skip();
    const key = value as keyof Fields;
    if (Object.hasOwn(given, key)) reader.fail(`duplicate field \`${value}\``);
    given[key] = readers[key](reader);
  });
  return given;
}

function readList(reader: JsonReader, readItem: (reader: JsonReader) => string): string {
  const items: string[] = [];
  reader.array("a sequence", () => items.push(readItem(reader)));
  return `[${items.join(",")}]`;
}

function badText(reader: JsonReader, text: string, end = ""): never {
  return reader.fail(`Parsing '${text.slice(0, MAX_SHOWN_LENGTH)}' failed${end}`);
}

function readName(reader: JsonReader): JsonText {
  const name = reader.text("a string");
  return isName(name.value) ? name : badText(reader, name.value);
}

function readInstant(reader: JsonReader): string {
  const { value } = reader.text("an RFC 3339 formatted date and time string");
  try {
    return parseInstant(value);
  } catch (error) {
    return reader.fail(asAppError(error)?.message ?? "input contains invalid characters");
  }
}

function readMeta(reader: JsonReader): { values: Meta; json: string } {
  const values = new Map<string, string[]>();
  const parts: string[] = [];
  reader.object("a map", (key) => {
    if (!isName(key.value)) badText(reader, key.value);
    if (values.has(key.value)) {
      reader.fail(`duplicate field \`${key.value.slice(0, MAX_SHOWN_LENGTH)}\``);
    }
    const list: string[] = [];
    const json = readList(reader, () => {
      const name = readName(reader);
      list.push(name.value);
      return name.json;
    });
    values.set(key.value, list);
    parts.push(`${key.json}:${json}`);
  });
  return { values, json: `{${parts.join(",")}}` };
}

function readComponent(reader: JsonReader): string {
  const given = readObject(reader, "struct Component", componentShape);
  const name = given.name ?? missing(reader, "name");
  const amount = given.amount ?? missing(reader, "amount");
  const scores = given.scores ?? missing(reader, "scores");
  return `{"name":${name},"amount":${amount},"scores":${scores}}`;
}

function readAmount(reader: JsonReader): string {
  const { source, isWhole } = reader.number("i64");
  // A double, and so would be an integer of more digits than any 64-bit one.
  if (!isWhole || source === "-0" || source.length > 20) {
    return reader.fail(`invalid type: floating point \`${source.slice(0, 40)}\`, expected i64`);
  }
  const amount = BigInt(source);
  if (amount > MAX_INTEGER) {
    return reader.fail(`invalid type: floating point \`${source}\`, expected i64`);
  }
  if (amount > MAX_AMOUNT || amount < -MAX_AMOUNT) {
    return reader.fail(`invalid value: integer \`${source}\`, expected i64`);
  }
  return amount < 0n ? badText(reader, source, ".") : source;
}

function readScore(reader: JsonReader): string {
  const given = readObject(reader, "struct Score", scoreShape);
  const name = given.name ?? missing(reader, "name");
  const value = given.value ?? missing(reader, "value");
  return `{"name":${name},"value":${value}}`;
}

function readScoreValue(reader: JsonReader): string {
  const { source } = reader.number("f64");
  const value = Number(source);
  if (!Number.isFinite(value)) return reader.fail("number out of range");
  if (value < 0) return badText(reader, source, ".");
  // As the protocol's servers print a double: 10.0 and not 10.
  const isPlainWhole = Number.isInteger(value) && value < LARGE_DOUBLE;
  return isPlainWhole ? `${Math.abs(value)}.0` : String(value);
}
