import { z } from "zod";
import {
  MAX_LIFETIME_SECONDS,
  productStates,
  type RetentionField,
  reaperStates,
  retentionBounds,
} from "./model";
import { freshnessStates } from "./model/freshness";

const emptyAsNull = (value: unknown): unknown => (value === "" ? null : value);

// Forms send text; 7.9 and "7 days" are refused, not cut.
function whole(min: number, max: number) {
  const message = `Use a whole number from ${min} to ${max}.`;
  return z.coerce
    .number({ error: message })
    .int({ error: message })
    .min(min, { error: message })
    .max(max, { error: message });
}

function bounded(field: RetentionField) {
  return whole(retentionBounds[field].min, retentionBounds[field].max);
}

const version = z.coerce.number().int().min(1);
const feed = z.string().min(1).max(200);

/** The form of the retention settings. */
export const retentionSchema = z.object({
  retentionDays: bounded("retentionDays"),
  secondsBetweenRuns: bounded("secondsBetweenRuns"),
  startDelaySeconds: bounded("startDelaySeconds"),
  batchSize: bounded("batchSize"),
  version,
});

/** The form of one feed's settings; an empty field means: what holds for all. */
export const feedSettingsSchema = z.object({
  feed,
  version,
  retentionDays: z.preprocess(emptyAsNull, bounded("retentionDays").nullable()),
  intervalSeconds: z.preprocess(emptyAsNull, whole(1, 366 * 86_400).nullable()),
  lifetimeSeconds: whole(1, MAX_LIFETIME_SECONDS),
});

const reason = z.string().trim().min(1, "Say why.").max(2_000);
const keys = z.array(z.string().min(1).max(200)).min(1).max(1_000);
const number = z.coerce.number().int().min(1).optional();

/** The form that flags products as not to be trusted. */
export const dementSchema = z.object({ feed, number, keys, reason });

/** The form that takes products out of what is carried on. */
export const dropSchema = z.object({ feed, keys, reason: reason.optional() });

/** The form that sets until when products count, UNIX seconds. */
export const expireSchema = z.object({
  feed,
  number,
  keys: keys.optional(),
  expirationTime: z.coerce.number().int().min(0).max(253_402_300_799),
});

/** Body of `POST …/expire`; JSON, so nothing is taken for a number that is none. */
export const expireBody = z.strictObject({
  expiration_time: z.int().min(0).max(253_402_300_799),
  keys: keys.optional(),
});

/** Body of `POST …/dement`. */
export const dementBody = z.strictObject({ keys, reason, generation: z.int().min(1).optional() });

/** Body of `POST reaper/start`: seconds until the first pass. */
export const reaperStartBody = z.strictObject({
  delay: z.int().min(0).max(retentionBounds.startDelaySeconds.max).optional(),
});

/** Body of `POST reaper/run`. */
export const reaperRunBody = z.strictObject({ dry_run: z.boolean().optional() });

/** The form that ends a feed's incarnation. */
export const resetFeedSchema = z.object({ feed });

/** What steers the Reaper needs no input. */
export const reaperSchema = z.object({});

/** UNIT: whole UNIX seconds. */
const instant = z.int();
const moment = instant.nullable();

/** Answers of the REST interface; the OpenAPI document is built from them. */
export const taskManagerAnswer = z.object({
  sequence_id: z.int(),
  taskmanager_id: z.string(),
  name: z.string(),
  datestamp: instant,
  closed_at: moment,
  component: z.string().nullable(),
});

export const taskManagersAnswer = z.object({
  taskmanagers: z.array(taskManagerAnswer),
  next: z.string().optional(),
});

export const freshnessAnswer = z.object({
  state: z.enum(freshnessStates),
  generation: z.int().nullable(),
  received_at: moment,
  made_at: moment,
  valid_until: moment,
  missed_update_count: z.int(),
  carried: z.int(),
  demented: z.int(),
  /** Why it is not fresh, in one sentence. */
  why: z.string().nullable(),
});

export const taskManagerDetailAnswer = taskManagerAnswer.extend({
  last_generation_id: z.int().nullable(),
  freshness: freshnessAnswer,
});

export const generationAnswer = z.object({
  generation_id: z.int(),
  sequence_id: z.int(),
  taskmanager_id: z.string(),
  state: z.string(),
  made_at: instant,
  started_at: instant,
  closed_at: moment,
  component: z.string().nullable(),
  request_ref: z.string(),
  products: z.int(),
  received: z.int(),
  stored: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  summary: z.string().nullable(),
});

export const generationsAnswer = z.object({
  generations: z.array(generationAnswer),
  next: z.string().optional(),
});

export const productAnswer = z.object({
  key: z.string(),
  header: z.object({
    taskmanager_id: z.string(),
    create_time: instant,
    expiration_time: instant,
    scheduled_create_time: instant,
    creator: z.string(),
    schema_id: z.int().nullable(),
  }),
  metadata: z.object({
    taskmanager_id: z.string(),
    state: z.enum(productStates),
    generation_id: z.int(),
    generation_time: instant,
    missed_update_count: z.int(),
  }),
  origin_generation: z.int(),
  expired: z.boolean(),
  demented: z.boolean(),
  demented_reason: z.string().nullable(),
  demented_by: z.string().nullable(),
  size: z.int(),
  sha256: z.string(),
});

export const generationDetailAnswer = generationAnswer.extend({
  keys: z.array(z.string()),
  dataproducts: z.array(productAnswer),
});

export const productsAnswer = z.object({
  dataproducts: z.array(productAnswer),
  next: z.string().optional(),
});

export const productSchemasAnswer = z.object({
  schemas: z.array(
    z.object({
      schema_id: z.int(),
      key: z.string(),
      version: z.int(),
      /** JSON Schema of the value as it is written down. */
      schema: z.record(z.string(), z.unknown()),
      created_at: instant,
      retired_at: moment,
    }),
  ),
});

/** Dates, big integers and bytes are objects with the one key `$date`, `$bigint`, `$bytes`. */
export const productValueAnswer = productAnswer.extend({ value: z.unknown() });

export const diffAnswer = z.object({
  from: z.int(),
  to: z.int(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  changed: z.array(z.string()),
  carried: z.array(z.string()),
  /** Sent again with equal content. */
  same: z.array(z.string()),
  /** What differs within the changed products, as far as their values are small. */
  changes: z.array(
    z.object({
      key: z.string(),
      path: z.string(),
      kind: z.enum(["new", "gone", "grown", "shrunk", "changed"]),
      was: z.string().nullable(),
      now: z.string().nullable(),
    }),
  ),
});

export const markedAnswer = z.object({ generation_id: z.int(), keys: z.array(z.string()) });

export const reaperAnswer = z.object({
  state: z.enum(reaperStates),
  state_number: z.int(),
  next_run_at: moment,
  last_started_at: moment,
  last_ended_at: moment,
  last_error: z.string().nullable(),
  /** UNIT: days. */
  retention_interval: z.int(),
  seconds_between_runs: z.int(),
  last_run: z
    .object({
      id: z.int(),
      state: z.string(),
      dry_run: z.boolean(),
      started_at: instant,
      ended_at: moment,
      generations: z.int(),
      products: z.int(),
      values: z.int(),
      bytes: z.int(),
    })
    .nullable(),
});

export const reapPlanAnswer = z.object({
  run: z.int(),
  generations: z.int(),
  products: z.int(),
  bytes: z.int(),
  feeds: z.array(
    z.object({ feed: z.string(), generations: z.int(), products: z.int(), bytes: z.int() }),
  ),
});

/** Generations of one feed that a pass of the Reaper removed or would remove. */
export const reapedFeed = z.object({
  feed: z.string(),
  generations: z.number(),
  products: z.number(),
  /** Stored bytes of the values that they had brought; shared ones may be needed elsewhere. */
  bytes: z.number(),
});
export type ReapedFeed = z.infer<typeof reapedFeed>;
