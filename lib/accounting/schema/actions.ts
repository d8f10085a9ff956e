import { z } from "zod";

/** Inputs of buttons. */

export const rebuildSchema = z.strictObject({});

export const archiveMonthSchema = z.strictObject({
  /** A calendar month in UTC. */
  month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, "A month is written as 2026-01."),
});
