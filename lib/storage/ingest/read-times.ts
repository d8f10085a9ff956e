import "server-only";
import { MAX_CLOCK_SKEW_SECONDS } from "@/lib/dataspace/model";
import { now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { MAX_DAYS_AHEAD, readDay } from "../model/scan";

/** A date of a parameter; throws `invalid_input` for none, or one that is not yet. */
export function requireDay(text: string): Date {
  const day = readDay(text);
  if (!day) throw new AppError("invalid_input", "The date must be like 2026-11-20.");
  if (day.getTime() > now().getTime() + MAX_DAYS_AHEAD * 86_400_000) {
    throw new AppError("invalid_input", "The date lies in the future.");
  }
  return day;
}

/** UNIX seconds or an ISO instant; throws `invalid_input` for the future or none of both. */
export function readInstant(text: string): Date {
  const isSeconds = /^\d{1,11}$/.test(text);
  const isIso = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text);
  const instant = new Date(isSeconds ? Number(text) * 1000 : isIso ? text : Number.NaN);
  if (Number.isNaN(instant.getTime())) {
    throw new AppError("invalid_input", "Write times as whole UNIX seconds.");
  }
  if (instant.getTime() > now().getTime() + MAX_CLOCK_SKEW_SECONDS * 1000) {
    throw new AppError("invalid_input", "The time lies in the future.");
  }
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
