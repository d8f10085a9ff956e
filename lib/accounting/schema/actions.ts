import { z } from "zod";
import { MAX_RECORD_BYTES } from "../model";
import { conflictChoices } from "../model/conflict";

/** Inputs of buttons. */

const reason = z.string().trim().min(1, "Say why.").max(1_000, "Use at most 1,000 characters.");

const rowId = z.string().regex(/^[1-9]\d{0,17}$/);

export const decideConflictSchema = z.strictObject({
  id: rowId,
  choice: z.enum(conflictChoices),
  reason,
});

export const refusalSchema = z.strictObject({ refusalId: rowId });

export const repairRefusedSchema = z.strictObject({
  refusalId: rowId,
  line: z.int().min(1),
  /** The record as it should have come. */
  content: z.string().max(MAX_RECORD_BYTES),
});

export const setSenderSchema = z.strictObject({
  source: z.string().max(32),
  ignoresDuplicates: z.boolean(),
});

export const rebuildSchema = z.strictObject({});

export const archiveMonthSchema = z.strictObject({
  /** A calendar month in UTC. */
  month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, "A month is written as 2026-01."),
});
