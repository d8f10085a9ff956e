import { AppError } from "@/lib/platform/errors";

/** Deepest nesting of values that nobody looks at. */
const MAX_DEPTH = 128;

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;

/** A string with the text that stands for it in an answer, quotes included. */
export interface JsonText {
  value: string;
  json: string;
}

export interface JsonNumber {
  /** As it was sent: the digits are what counts. */
  source: string;
  isWhole: boolean;
}

/**
 * Reads one JSON text from left to right. Unlike JSON.parse it keeps numbers as they were written,
 * tells `1.0` from `1` and finds a key that is given twice; all three matter to the protocol.
 * Everything throws `invalid_input` (400) with the protocol's sentence, line and column.
 */
export class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Characters read so far. */
  get position(): number {
    return this.#at;
  }

  fail(detail: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - (before.lastIndexOf("\n") + 1);
    const where = `at line ${line} column ${column}`;
    throw new AppError("invalid_input", `Json deserialize error: ${detail} ${where}`);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  /**
   * The next character that is no blank; empty at the end. PERF: here and in strings a loop over
   * character codes, which takes a quarter of the time of regular expressions.
   */
  peek(): string {
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (code > BLANK || (code !== BLANK && code !== 0x0a && code !== 0x0d && code !== 0x09))
        break;
      this.#at += 1;
    }
    return this.#text[this.#at] ?? "";
  }

  /** Fails unless only blanks follow. */
  end(): void {
    if (this.peek() !== "") this.fail("trailing characters");
  }

  /** Calls `onField` with each key, which has to read the value. */
  object(expected: string, onField: (key: JsonText) => void): void {
    if (this.peek() !== "{") this.wrongType(expected);
    this.#at += 1;
    if (this.peek() === "}") {
      this.#at += 1;
      return;
    }
    while (true) {
      if (this.peek() !== '"') this.fail(this.#eof("an object") ?? "key must be a string");
      const key = this.text("a string");
      if (this.peek() !== ":") this.fail(this.#eof("an object") ?? "expected `:`");
      this.#at += 1;
      onField(key);
      if (this.#isLast("}", "an object")) return;
    }
  }

  /** Calls `onItem` in front of each element, which it has to read. */
  array(expected: string, onItem: () => void): void {
    if (this.peek() !== "[") this.wrongType(expected);
    this.#at += 1;
    if (this.peek() === "]") {
      this.#at += 1;
      return;
    }
    while (true) {
      onItem();
      if (this.#isLast("]", "a list")) return;
    }
  }

  #isLast(close: string, what: string): boolean {
    const next = this.peek();
    if (next !== "," && next !== close) {
      this.fail(this.#eof(what) ?? `expected \`,\` or \`${close}\``);
    }
    this.#at += 1;
    return next === close;
  }

  text(expected: string): JsonText {
    if (this.peek() !== '"') this.wrongType(expected);
    const start = this.#at;
    let hasEscape = false;
    let code = 0;
    for (this.#at += 1; code !== QUOTE; this.#at += 1) {
      code = this.#text.charCodeAt(this.#at);
      if (code === BACKSLASH) {
        hasEscape = true;
        this.#at += 1;
      } else if (!(code >= BLANK)) {
        this.fail(Number.isNaN(code) ? "EOF while parsing a string" : CONTROL_PROBLEM);
      }
    }
    const json = this.#text.slice(start, this.#at);
    // PERF: nearly every string is its own canonical form.
    return hasEscape ? this.#unescaped(json) : { value: json.slice(1, -1), json };
  }

  #unescaped(json: string): JsonText {
    let value: string;
    try {
      value = JSON.parse(json) as string;
    } catch {
      this.fail("invalid escape");
    }
    if (/\p{Surrogate}/u.test(value)) this.fail("lone leading surrogate in hex escape");
    return { value, json: printText(value) };
  }

  number(expected: string): JsonNumber {
    if (!/[-\d]/.test(this.peek())) this.wrongType(expected);
    return this.#number();
  }

  #number(): JsonNumber {
    const found = this.#match(NUMBER);
    if (!found || /[\d.]/.test(this.#text[this.#at] ?? "")) this.fail("invalid number");
    const [source, decimals, exponent] = found;
    return { source, isWhole: decimals === undefined && exponent === undefined };
  }

  /** Reads `null` if it comes next. */
  isNull(): boolean {
    if (this.peek() !== "n") return false;
    this.#word();
    return true;
  }

  #word(): string {
    return this.#match(WORD)?.[0] ?? this.fail("expected value");
  }

  /** Reads past a value of any kind. */
  skip(depth = 0): void {
    if (depth > MAX_DEPTH) this.fail("recursion limit exceeded");
    const next = this.peek();
    if (next === "{") this.object("a map", () => this.skip(depth + 1));
    else if (next === "[") this.array("a sequence", () => this.skip(depth + 1));
    else if (next === '"') this.text("a string");
    else if (next !== "" && /[-\d]/.test(next)) this.#number();
    else if (next === "") this.fail("EOF while parsing a value");
    else this.#word();
  }

  /** The text of the next value, whatever it is. */
  slice(): string {
    this.peek();
    const start = this.#at;
    this.skip();
    return this.#text.slice(start, this.#at);
  }

  #eof(what: string): string | undefined {
    return this.peek() === "" ? `EOF while parsing ${what}` : undefined;
  }

  wrongType(expected: string): never {
    const next = this.peek();
    if (next === "") this.fail("EOF while parsing a value");
    const start = this.#at;
    this.skip();
    const source = this.#text.slice(start, Math.min(this.#at, start + 100));
    this.fail(`invalid type: ${kindOf(next, source)}, expected ${expected}`);
  }
}

const CONTROL_PROBLEM = "control character (\\u0000-\\u001F) found while parsing a string";

function kindOf(first: string, source: string): string {
  if (first === "{") return "map";
  if (first === "[") return "sequence";
  if (first === '"') return `string ${source}`;
  if (first === "n") return "null";
  if (first === "t" || first === "f") return `boolean \`${source}\``;
  return `${/[.eE]/.test(source) ? "floating point" : "integer"} \`${source}\``;
}

/**
 * JSON text of a string with `\u005c` for a backslash: a client in the field loses its place behind
 * a string that ends in `\\`.
 */
export function printText(value: string): string {
  const json = JSON.stringify(value);
  return json.includes("\\\\") ? json.replaceAll("\\\\", "\\u005c") : json;
}
