import { AppError } from "@/lib/platform/errors";

/** What the nouns take; anything else is `invalid_input` (400), never an error of the database. */

/** PostgreSQL's `integer`. */
export const MAX_INTEGER = 2 ** 31 - 1;

/** PostgreSQL's `bigint`. */
const MAX_SEQUENCE = 2n ** 63n - 1n;

/** Greatest instant of the interface, UNIX seconds: the end of the year 9999. */
export const MAX_SECONDS = 253_402_300_799;

const namePattern = /^[^\p{Cc}\p{Surrogate}]{1,200}$/u;

function refuse(message: string): never {
  throw new AppError("invalid_input", message);
}

const isWithin = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

/** Throws `invalid_input` for what cannot be the name of a feed, a product or an incarnation. */
export function checkName(name: string, noun: string): void {
  if (typeof name === "string" && namePattern.test(name)) return;
  refuse(`The name of a ${noun} has 1 to 200 printable characters.`);
}

/** Throws `invalid_input` for what cannot be the number of a generation. */
export function checkGenerationNumber(number: number, min = 1): void {
  if (isWithin(number, min, MAX_INTEGER)) return;
  refuse(`The number of a generation is whole, from ${min} to ${MAX_INTEGER}.`);
}

/** Throws `invalid_input` for what cannot be the number of a task manager; what is not, is no row. */
export function checkSequenceId(sequenceId: bigint): void {
  const isOne = typeof sequenceId === "bigint" && sequenceId <= MAX_SEQUENCE;
  if (isOne && sequenceId >= -MAX_SEQUENCE) return;
  refuse("The number of a task manager is a whole number of 64 bits.");
}

/** Throws `invalid_input` for a time that is not whole UNIX seconds of the years 1970 to 9999. */
export function checkSeconds(seconds: number, noun: string): void {
  if (isWithin(seconds, 0, MAX_SECONDS)) return;
  refuse(`The ${noun} must be whole UNIX seconds.`);
}

/** Throws `invalid_input` for a date that is none, or outside the years 1970 to 9999. */
export function checkInstant(instant: Date, noun: string): void {
  checkSeconds(Math.floor(instant.getTime() / 1000), noun);
}

/** Throws `invalid_input` unless the number of items is whole and above 0. */
export function checkLimit(limit: number): void {
  if (isWithin(limit, 1, MAX_INTEGER)) return;
  refuse(`A limit is a whole number from 1 to ${MAX_INTEGER}.`);
}
