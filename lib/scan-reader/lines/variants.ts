import type { ScanVariant } from "../scan-result";

/** The five shapes of a scan file: which columns and which writing of paths. */

const TAB = 9;
const QUOTE = 0x22;
const STANDARD_SLASH = 0x4c; // "L": every absolute path begins so in standard base64
const SORTED_SLASH = 0x39; // "9": the same in the sorted alphabet

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/**
 * The variant of a file by its first line (without the line feed), or undefined when it is not a
 * line of a scan file. Decided once; the other lines must be alike.
 */
export function variantOf(line: Uint8Array): ScanVariant | undefined {
  const first = line[0];
  if (first === undefined) return undefined;
  if (first === QUOTE) return quotedVariant(line);
  const tab = line.indexOf(TAB);
  if (tab < 1) return undefined;
  const column = line.subarray(0, tab);
  if (column.every(isDigit) && line[tab + 1] === STANDARD_SLASH) return "B";
  if (first === STANDARD_SLASH) return "A";
  // A path of three bytes or more makes four letters, so a lone number is no path.
  if (first === SORTED_SLASH && tab >= 4 && tab % 4 === 0) return "C";
  return undefined;
}

function quotedVariant(line: Uint8Array): ScanVariant | undefined {
  let columns = 1;
  for (const byte of line) if (byte === TAB) columns += 1;
  if (columns === 11) return "D";
  return columns === 12 ? "E" : undefined;
}
