import { z } from "zod";
import { roles, services } from "@/lib/auth/model";
import {
  accessPattern,
  clusterIdPattern,
  componentIdPattern,
  HMAC_SECRET_LENGTH,
  keyKinds,
  MAX_INTERVAL_SECONDS,
  overlaps,
  uidPattern,
} from "./model";

/** Forms and command lines have no null: an empty text is none. */
const emptyAsNull = (value: unknown) =>
  value === undefined || (typeof value === "string" && value.trim() === "") ? null : value;

// SECURITY: control characters could forge lines in logs, and PostgreSQL refuses U+0000.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const CONTROL = /[\u0000-\u001f\u007f]/;

const line = (min: number, max: number) =>
  z
    .string({ error: "This is missing." })
    .trim()
    .min(min, min === 1 ? "This is missing." : `Use at least ${min} characters.`)
    .max(max, `Use at most ${max} characters.`)
    .refine((text) => !CONTROL.test(text), "Use one line of plain text.");

const optionalLine = (max: number) => z.preprocess(emptyAsNull, line(1, max).nullable());

const clusterId = z
  .string({ error: "This is missing." })
  .regex(clusterIdPattern, "Use lower-case letters and digits, a letter first, at most 16.");

const componentId = z
  .string({ error: "This is missing." })
  .regex(componentIdPattern, "Use a–z, 0–9 and _, a letter first, at most 32 characters.");

const version = z.coerce.number().int().min(1);

const intervalSeconds = z.preprocess(
  emptyAsNull,
  z.coerce
    .number({ error: "Use a whole number of seconds." })
    .int("Use a whole number of seconds.")
    .min(1, "Use at least 1 second.")
    .max(MAX_INTERVAL_SECONDS, `Use at most ${MAX_INTERVAL_SECONDS} seconds, one year.`)
    .nullable(),
);

export const createClusterSchema = z.object({ id: clusterId, name: line(1, 32) });
export type CreateClusterInput = z.output<typeof createClusterSchema>;

export const renameClusterSchema = z.object({ id: clusterId, version, name: line(1, 32) });
export type RenameClusterInput = z.output<typeof renameClusterSchema>;

export const deleteClusterSchema = z.object({ id: clusterId });

export const createComponentSchema = z.object({
  id: z.preprocess(emptyAsNull, componentId.nullable()),
  name: line(1, 64),
  service: z.enum(services, { error: `Choose one of ${services.join(", ")}.` }),
  clusterId: z.preprocess(emptyAsNull, clusterId.nullable()),
  site: optionalLine(64),
  volume: optionalLine(64),
  intervalSeconds,
});
export type CreateComponentInput = z.output<typeof createComponentSchema>;

export const editComponentSchema = z.object({
  id: componentId,
  version,
  name: line(1, 64),
  intervalSeconds,
});
export type EditComponentInput = z.output<typeof editComponentSchema>;

export const deleteComponentSchema = z.object({ id: componentId });

const expiresAt = z.preprocess(
  emptyAsNull,
  z.coerce.date({ error: "Use a date such as 2030-01-31." }).nullable(),
);

export const createKeySchema = z.object({
  componentId,
  kind: z.enum(keyKinds, { error: `Choose one of ${keyKinds.join(", ")}.` }),
  expiresAt,
  access: z.preprocess(
    emptyAsNull,
    z.string().regex(accessPattern, "Use letters, digits and _, at most 16 characters.").nullable(),
  ),
  secret: z.preprocess(
    emptyAsNull,
    z
      .string()
      .regex(/^[\x21-\x7e]*$/, "Use printable characters without blanks.")
      .length(HMAC_SECRET_LENGTH, `Use exactly ${HMAC_SECRET_LENGTH} characters.`)
      .nullable(),
  ),
});
export type CreateKeyInput = z.output<typeof createKeySchema>;

export const rotateKeySchema = z.object({
  id: z.coerce.number().int().min(1),
  overlapHours: z.preprocess(
    (value) => (value === "" || value === undefined ? null : value),
    z.union(overlaps.map((hours) => (hours === null ? z.null() : numeric(hours)))),
  ),
  expiresAt,
});
export type RotateKeyInput = z.output<typeof rotateKeySchema>;

function numeric<const Value extends number>(value: Value) {
  return z.preprocess((given) => (given === String(value) ? value : given), z.literal(value));
}

export const revokeKeySchema = z.object({ id: z.coerce.number().int().min(1) });

const email = z.preprocess(
  emptyAsNull,
  z.email("Use an address such as name@example.org.").max(254).nullable(),
);

const roleList = z
  .array(z.enum(roles, { error: `Choose among ${roles.join(", ")}.` }))
  .transform((held) => roles.filter((role) => held.includes(role)));

/** UNIT: characters; the upper bound keeps hashing cheap. */
const password = z
  .string({ error: "This is missing." })
  .min(12, "Use at least 12 characters.")
  .max(200, "Use at most 200 characters.");

export const createPersonSchema = z.object({
  uid: z
    .string({ error: "This is missing." })
    .regex(uidPattern, "Use a–z, 0–9, _ . -, a letter first, at most 32 characters."),
  name: line(1, 128),
  email,
  roles: roleList,
  password: z.preprocess(emptyAsNull, password.nullable()),
});
export type CreatePersonInput = z.output<typeof createPersonSchema>;

const personId = z.coerce.number().int().min(1);

export const editPersonSchema = z.object({
  id: personId,
  version,
  name: line(1, 128),
  email,
  roles: roleList,
  /** Said yes to losing the own admin role. */
  isConfirmed: z.boolean().default(false),
});
export type EditPersonInput = z.output<typeof editPersonSchema>;

export const setPasswordSchema = z.object({ id: personId, password });
export type SetPasswordInput = z.output<typeof setPasswordSchema>;

export const personSchema = z.object({ id: personId });
