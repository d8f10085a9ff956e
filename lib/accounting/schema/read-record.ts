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
  const { recordId, stopAt } = readFields(reader, "RecordUpdate");
  reader.end();
  return { recordId, stopAt: stopAt ?? missing(reader, "stop_time") };
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

/** A key that was not given is undefined. */
interface Fields {
  recordId: string;
  meta: { values: Meta; json: string } | null;
  componentsText: string;
  startAt: string | null | undefined;
  stopAt: string | null | undefined;
}

function readRecord(reader: JsonReader): NewRecord {
  const { recordId, meta, componentsText, startAt, stopAt } = readFields(reader, "RecordAdd");
  return {
    recordId,
    meta: meta?.values ?? null,
    metaText: meta?.json ?? null,
    componentsText,
    startAt: startAt ?? missing(reader, "start_time"),
    stopAt: stopAt ?? null,
  };
}

function readFields(reader: JsonReader, shape: Shape): Fields {
  const given: Partial<Fields> = {};
  const instantOrNull = () => (reader.isNull() ? null : readInstant(reader));
  const isAdd = shape === "RecordAdd";
  readObject(reader, `struct ${shape}`, {
    record_id: () => {
      given.recordId = readName(reader).value;
    },
    meta: () => {
      given.meta = reader.isNull() ? null : readMeta(reader);
    },
    components: () => {
      given.componentsText = readList(reader, () => readComponent(reader));
    },
    start_time: () => {
      given.startAt = isAdd ? readInstant(reader) : instantOrNull();
    },
    stop_time: () => {
      given.stopAt = isAdd ? instantOrNull() : readInstant(reader);
    },
  });
  return {
    recordId: given.recordId ?? missing(reader, "record_id"),
    meta: given.meta ?? null,
    componentsText: given.componentsText ?? missing(reader, "components"),
    startAt: given.startAt,
    stopAt: given.stopAt,
  };
}

function missing(reader: JsonReader, field: string): never {
  return reader.fail(`missing field \`${field}\``);
}

/** Reads the fields that are known, passes over others, refuses a known one that comes twice. */
function readObject(
  reader: JsonReader,
  expected: string,
  fields: Readonly<Record<string, () => void>>,
): void {
  const seen = new Set<string>();
  reader.object(expected, ({ value: key }) => {
    const read = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!read) return reader.skip();
    if (seen.has(key)) reader.fail(`duplicate field \`${key}\``);
    seen.add(key);
    read();
  });
}

function readList(reader: JsonReader, readItem: () => string): string {
  const items: string[] = [];
  reader.array("a sequence", () => items.push(readItem()));
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
  const given: { name?: string; amount?: string; scores?: string } = {};
  readObject(reader, "struct Component", {
    name: () => {
      given.name = readName(reader).json;
    },
    amount: () => {
      given.amount = readAmount(reader);
    },
    scores: () => {
      given.scores = readList(reader, () => readScore(reader));
    },
  });
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
  const given: { name?: string; value?: string } = {};
  readObject(reader, "struct Score", {
    name: () => {
      given.name = readName(reader).json;
    },
    value: () => {
      given.value = readScoreValue(reader);
    },
  });
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
