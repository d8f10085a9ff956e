import { z } from "zod";

/** A site's settings of scans and warnings, as they are stored and as the form sends them. */

const absolutePath = z
  .string()
  .trim()
  .regex(/^\/[^\0\n\t]*$/, "Use an absolute path.")
  .max(1_000)
  .transform((path) => (path.length > 1 ? path.replace(/\/+$/, "") : path));

const threshold = z.object({
  level: z.union([z.literal(2), z.literal(3)], { error: "A level is 2 or 3." }),
  daysAhead: z.number().int().min(0).max(365),
  share: z.number().min(0).max(10),
});

const pathGroup = z.object({
  prefix: absolutePath,
  id: z
    .number()
    .int()
    .max(-1, "Numbers of path groups are below 0.")
    .min(-(2 ** 31)),
  name: z.string().trim().min(1).max(128),
  pi: z.string().trim().min(1).max(128).nullable().default(null),
});

const humanPath = z.object({
  pattern: z.string().trim().min(1).max(500).refine(isPattern, "This is not a regular expression."),
  replacement: absolutePath,
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})`) instanceof RegExp;
  } catch {
    return false;
  }
}

const bucket = z
  .string()
  .trim()
  .regex(/^[^/\0\n\t]{1,255}$/, "Use the name of one directory.");

export const thresholdsSchema = z.array(threshold).max(20);
export const pathGroupsSchema = z
  .array(pathGroup)
  .max(100)
  .refine(hasOneNameEach, "One number belongs to one name.");
export const humanPathsSchema = z.array(humanPath).max(100);
export const scanDirectoriesSchema = z.array(absolutePath).max(20);
export const nestedBucketsSchema = z.array(bucket).max(20);

// Several prefixes may make one group; then they say the same of it.
function hasOneNameEach(groups: readonly z.output<typeof pathGroup>[]): boolean {
  const names = new Map<number, string>();
  return groups.every(({ id, name, pi }) => {
    const told = `${name}\n${pi ?? ""}`;
    const known = names.get(id) ?? told;
    names.set(id, told);
    return known === told;
  });
}

export const storageSettingsSchema = z.object({
  thresholds: thresholdsSchema,
  scanDirectories: scanDirectoriesSchema,
  daysBack: z.number().int().min(1).max(400),
  pathGroups: pathGroupsSchema,
  humanPaths: humanPathsSchema,
  nestedBuckets: nestedBucketsSchema,
  maxBadShare: z.number().min(0).max(1),
  minLineShare: z.number().min(0).max(1),
  vanishedShare: z.number().min(0).max(1),
  maxTotalFactor: z.number().min(1).max(1_000_000),
  forecastWindowDays: z.number().int().min(2).max(366),
});

/** What a site sets for its scans. */
export type StorageSettings = z.output<typeof storageSettingsSchema>;

/** The form: all settings, and the version that it changes. */
export const changeSettingsSchema = storageSettingsSchema.extend({
  version: z.number().int().min(1),
});
export type ChangeSettingsInput = z.output<typeof changeSettingsSchema>;
