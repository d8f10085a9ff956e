/** Blanks for one level. */
const INDENT = "  ";

const OPENING = "{[";
const CLOSING = "}]";

/**
 * JSON over several lines, of a text that may end anywhere. Works on the text and not on a parsed
 * value, so that big integers keep their digits, keys keep their order, and the beginning of a
 * value can be shown without the rest. Stops after `maxLines`.
 */
export function indentJson(text: string, maxLines: number): { text: string; isCut: boolean } {
  const out: string[] = [];
  let depth = 0;
  let lines = 1;
  let index = 0;
  const breakLine = () => {
    lines += 1;
    out.push("\n", INDENT.repeat(depth));
  };
  while (index < text.length && lines <= maxLines) {
    const char = text.charAt(index);
    const end = char === '"' ? endOfString(text, index) : index + 1;
    const isEmpty = OPENING.includes(char) && CLOSING.includes(nextChar(text, end));
    if (CLOSING.includes(char)) {
      depth -= 1;
      if (!OPENING.includes(lastChar(out))) breakLine();
    }
    if (char.trim() !== "") out.push(char === ":" ? ": " : text.slice(index, end));
    if (OPENING.includes(char)) depth += 1;
    if (char === "," || (OPENING.includes(char) && !isEmpty)) breakLine();
    index = end;
  }
  return { text: out.join(""), isCut: index < text.length };
}

// The index after the closing quote, or the end of a text that ends within the string.
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === "\\") index += 1;
    else if (char === '"') return index + 1;
  }
  return text.length;
}

function nextChar(text: string, from: number): string {
  let index = from;
  while (index < text.length && text.charAt(index).trim() === "") index += 1;
  return text.charAt(index) || "?";
}

const lastChar = (parts: readonly string[]): string => parts.at(-1)?.at(-1) ?? "?";
