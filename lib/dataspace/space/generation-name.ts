import { AppError } from "@/lib/platform/errors";
import { NoGenerationError } from "./errors";

/** PostgreSQL's `integer`. */
export const MAX_GENERATION = 2 ** 31 - 1;

/** Throws `invalid_input` for what cannot be the number of a generation. */
export function checkGenerationNumber(number: number, min = 1): void {
  if (Number.isInteger(number) && number >= min && number <= MAX_GENERATION) return;
  const message = `The number of a generation is whole, from ${min} to ${MAX_GENERATION}.`;
  throw new AppError("invalid_input", message);
}

/**
 * The generation that an address names: a number, or undefined for `last` and for a part that is
 * absent. Throws NoGenerationError for anything else.
 */
export function readGenerationName(part: string | undefined): number | undefined {
  if (part === undefined || part === "last") return undefined;
  if (/^[1-9]\d{0,8}$/.test(part)) return Number(part);
  throw new NoGenerationError(`There is no generation ${part.slice(0, 40)}.`);
}
