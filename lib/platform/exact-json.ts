import { AppError } from "./errors";

/** Deepest nesting of arrays and objects that a body may have. */
const MAX_JSON_DEPTH = 64;

/** Integers with more digits stay doubles: turning millions of digits into one number is slow. */
const MAX_INTEGER_LENGTH = 40;

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;

// Typed here since TypeScript's library does not know the reviver's third argument or rawJSON yet.
const exact = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): unknown;
};

/**
 * Parses JSON and keeps integers that a double cannot hold as `bigint`. Throws `invalid_input`
 * (400) for text that is not JSON or nests deeper than `maxDepth`.
 */
export function parseExactJson(text: string, maxDepth = MAX_JSON_DEPTH): unknown {
  checkDepth(text, maxDepth);
  try {
    // PERF: a reviver makes parsing several times slower; few bodies hold a number that needs it.
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return exact.parse(text, (_key, value, { source }) =>
      typeof value === "number" && source !== undefined && isBigInteger(value, source)
        ? BigInt(source)
        : value,
    );
  } catch (cause) {
    throw new AppError("invalid_input", "The body is not valid JSON.", { cause });
  }
}

function isBigInteger(value: number, source: string): boolean {
  const isLost = Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return isLost && source.length <= MAX_INTEGER_LENGTH && /^-?\d+$/.test(source);
}

/** Prints JSON with `bigint` values as plain integers. */
export function printExactJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? exact.rawJSON(String(item)) : item,
  );
}

// SECURITY: counted in a loop before parsing, since a reviver walks the value recursively and deep
// nesting would exhaust the stack.
function checkDepth(text: string, maxDepth: number): void {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) isInString = false;
    } else if (code === 0x22) isInString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > maxDepth) {
        throw new AppError("invalid_input", `The body nests deeper than ${maxDepth} levels.`);
      }
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
}
