import { z } from "zod";
import { readDay } from "../model/scan";

/** What people may decide about a directory. */
const directoryActions = ["keep", "archive", "delete"] as const;

/** Directories that one decision may be about. */
const MAX_DECISIONS = 100;
const MAX_COMMENT = 2_000;

const target = z.object({
  gid: z.string().regex(/^-?\d{1,18}$/),
  baseId: z.number().int().positive(),
  bucket: z.string().min(1).max(4_096),
  /** Of the decision that was seen; null where there was none. */
  version: z.number().int().positive().nullable(),
});

export type DirectoryTarget = z.output<typeof target>;

const dueOn = z
  .string()
  .trim()
  .refine((text) => text === "" || readDay(text) !== undefined, "This is no date.")
  .transform((text) => text || null);

/** A decision about some directories; a field that is left out stays as it is. */
export const decideDirectorySchema = z.object({
  directories: z.array(target).min(1, "Choose a directory.").max(MAX_DECISIONS),
  action: z
    .enum([...directoryActions, "none"])
    .transform((action) => (action === "none" ? null : action))
    .optional(),
  comment: z
    .string()
    .trim()
    .max(MAX_COMMENT, `A comment has at most ${MAX_COMMENT} characters.`)
    .transform((text) => text || null)
    .optional(),
  dueOn: dueOn.optional(),
});

export type DecideDirectoryInput = z.output<typeof decideDirectorySchema>;
