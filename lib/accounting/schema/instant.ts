import { AppError } from "@/lib/platform/errors";

/**
 * RFC 3339 as the protocol's clients and servers read it: an offset is required; a blank or `t` may
 * stand for `T`, `UTC` for `Z`; seconds may be 60.
 */
const pattern =
  /^([+-]\d{4,6}|\d{4})-(\d{2})-(\d{2})(?:[Tt]| +)(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))? *([Zz]|[Uu][Tt][Cc]|[+-]\d{2}:?\d{2})$/;

/** What nearly all senders write: UTC, a day that every month has, no more than microseconds. */
const usual =
  /^((?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?)(?:Z|\+00:00)$/;

const dateOnly = /^[+-]?\d{4,6}-\d{2}-\d{2}$/;
const withoutOffset = /^[+-]?\d{4,6}-\d{2}-\d{2}[Tt ]+\d{2}:\d{2}:\d{2}(?:\.\d+)?$/;

/** First and last year that both the protocol and PostgreSQL know. */
const FIRST_YEAR = -4_712;
const LAST_YEAR = 262_142;

/**
 * The instant as PostgreSQL reads it, in UTC, cut to microseconds. Throws `invalid_input` (400) with
 * the protocol's words for text that is no instant.
 */
export function parseInstant(text: string): string {
  // PERF: needs no calendar.
  const plain = usual.exec(text)?.[1];
  if (plain !== undefined) return `${plain}+00`;
  const match = pattern.exec(text);
  if (!match) throw new AppError("invalid_input", problemOf(text));
  const [, year = "", month, day, hour, minute, second, fraction = "", offset = ""] = match;
  const fields = [month, day, hour, minute, second].map(Number);
  const [m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
  const offsetMinutes = minutesOf(offset);
  const at = new Date(0);
  at.setUTCFullYear(Number(year), m - 1, d);
  const isDay = at.getUTCMonth() === m - 1 && at.getUTCDate() === d && m >= 1 && d >= 1;
  if (!isDay || h > 23 || min > 59 || s > 60 || offsetMinutes === undefined) throw outOfRange();
  at.setUTCHours(h, min - offsetMinutes, s);
  const utcYear = at.getUTCFullYear();
  if (!(utcYear >= FIRST_YEAR && utcYear <= LAST_YEAR)) throw outOfRange();
  return printed(at, fraction.slice(0, 6));
}

function outOfRange(): AppError {
  return new AppError("invalid_input", "input is out of range");
}

function minutesOf(offset: string): number | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset);
  if (!match) return 0;
  const [hours, minutes] = [Number(match[2]), Number(match[3])];
  if (hours > 23 || minutes > 59) return undefined;
  return (match[1] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

function problemOf(text: string): string {
  if (text === "" || withoutOffset.test(text)) return "premature end of input";
  if (dateOnly.test(text)) return "input is not enough for unique date and time";
  return "input contains invalid characters";
}

// PostgreSQL counts years without a zero: the year before 1 is 1 BC.
function printed(at: Date, fraction: string): string {
  const year = at.getUTCFullYear();
  const shown = String(year > 0 ? year : 1 - year).padStart(4, "0");
  const rest = at.toISOString().replace(/^[+-]?\d+/, "");
  const time = rest.slice(0, "-MM-DDTHH:MM:SS".length);
  return `${shown}${time}${fraction === "" ? "" : `.${fraction}`}+00${year > 0 ? "" : " BC"}`;
}
