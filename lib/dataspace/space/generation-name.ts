import { NoGenerationError } from "./errors";

/**
 * The generation that an address names: a number, or undefined for `last` and for a part that is
 * absent. Throws NoGenerationError for anything else.
 */
export function readGenerationName(part: string | undefined): number | undefined {
  if (part === undefined || part === "last") return undefined;
  if (/^[1-9]\d{0,8}$/.test(part)) return Number(part);
  throw new NoGenerationError(`There is no generation ${part.slice(0, 40)}.`);
}
