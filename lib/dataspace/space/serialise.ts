import type { z } from "zod";
import { epochSeconds } from "@/lib/platform/clock";
import type { GenerationDiff } from "../queries/diff-generations";
import type { ProductChange } from "../queries/diff-products";
import type { FeedFreshness } from "../queries/feed-facts";
import type { TaskManagerFacts } from "../queries/find-task-managers";
import type { GenerationRecord } from "../queries/page-generations";
import type { ProductSchemaFacts } from "../queries/page-product";
import type { ProductFacts } from "../queries/read-products";
import type { ReaperRunRow, ReaperStatus, RetentionSettings } from "../queries/read-reaper";
import type {
  diffAnswer,
  freshnessAnswer,
  generationAnswer,
  productAnswer,
  reaperAnswer,
  taskManagerAnswer,
} from "../schema";

/** The answers of the REST interface: its names, and times as whole UNIX seconds. */

const seconds = (instant: Date): number => epochSeconds(instant);
const optional = (instant: Date | null): number | null => instant && epochSeconds(instant);

export function toTaskManager(facts: TaskManagerFacts): z.output<typeof taskManagerAnswer> {
  return {
    sequence_id: Number(facts.sequenceId),
    taskmanager_id: facts.taskmanagerId,
    name: facts.name,
    datestamp: seconds(facts.datestamp),
    closed_at: optional(facts.closedAt),
    component: facts.componentId,
  };
}

export function toFreshnessAnswer(facts: FeedFreshness): z.output<typeof freshnessAnswer> {
  return {
    state: facts.state,
    generation: facts.generation,
    received_at: optional(facts.receivedAt),
    made_at: optional(facts.madeAt),
    valid_until: optional(facts.validUntil),
    missed_update_count: facts.missedCount,
    carried: facts.carriedCount,
    demented: facts.dementedCount,
    why: facts.why,
  };
}

export function toGeneration(record: GenerationRecord): z.output<typeof generationAnswer> {
  return {
    generation_id: record.number,
    sequence_id: Number(record.sequenceId),
    taskmanager_id: record.taskmanagerId,
    state: record.state,
    made_at: seconds(record.madeAt),
    started_at: seconds(record.startedAt),
    closed_at: optional(record.closedAt),
    component: record.componentId,
    request_ref: record.requestRef,
    products: record.productCount,
    received: record.receivedCount,
    stored: record.storedCount,
    unchanged: record.unchangedCount,
    rejected: record.rejectedCount,
    summary: record.summary,
  };
}

export function toProduct(facts: ProductFacts): z.output<typeof productAnswer> {
  const { header, metadata } = facts;
  return {
    key: facts.key,
    header: {
      taskmanager_id: header.taskmanagerId,
      create_time: header.createTime,
      expiration_time: header.expirationTime,
      scheduled_create_time: header.scheduledCreateTime,
      creator: header.creator,
      schema_id: header.schemaId,
    },
    metadata: {
      taskmanager_id: metadata.taskmanagerId,
      state: metadata.state,
      generation_id: facts.number,
      generation_time: metadata.generationTime,
      missed_update_count: metadata.missedUpdateCount,
    },
    origin_generation: facts.originNumber,
    expired: facts.isExpired,
    demented: facts.isDemented,
    demented_reason: facts.dementedReason,
    demented_by: facts.dementedBy,
    size: facts.rawSize,
    sha256: facts.blobHash,
  };
}

export function toProductSchema(facts: ProductSchemaFacts) {
  const { id, key, version, schema, createdAt, retiredAt } = facts;
  return {
    ...{ schema_id: id, key, version, schema },
    ...{ created_at: seconds(createdAt), retired_at: optional(retiredAt) },
  };
}

export function toDiff(
  { from, to, changes }: GenerationDiff,
  within: readonly ProductChange[],
): z.output<typeof diffAnswer> {
  const keysOf = (kind: string) =>
    changes.filter((change) => change.kind === kind).map(({ key }) => key);
  return {
    from,
    to,
    added: keysOf("added"),
    removed: keysOf("removed"),
    changed: keysOf("changed"),
    carried: keysOf("carried"),
    same: keysOf("same"),
    changes: within.flatMap(({ key, changes: own }) => own.map((change) => ({ key, ...change }))),
  };
}

export function toReaper(
  status: ReaperStatus,
  settings: RetentionSettings,
  lastRun: ReaperRunRow | null,
): z.output<typeof reaperAnswer> {
  return {
    state: status.state,
    state_number: status.stateNumber,
    next_run_at: optional(status.nextRunAt),
    last_started_at: optional(status.lastStartedAt),
    last_ended_at: optional(status.lastEndedAt),
    last_error: status.lastError,
    retention_interval: settings.retentionDays,
    seconds_between_runs: settings.secondsBetweenRuns,
    last_run: lastRun
      ? {
          id: lastRun.id,
          state: lastRun.state,
          dry_run: lastRun.isDryRun,
          started_at: seconds(lastRun.startedAt),
          ended_at: optional(lastRun.endedAt),
          generations: lastRun.generationCount,
          products: lastRun.productCount,
          values: lastRun.blobCount,
          bytes: Number(lastRun.blobBytes),
        }
      : null,
  };
}
