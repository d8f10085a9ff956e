import "server-only";
import type { Tx } from "./db";

/** Options of graphile-worker's `add_job` that we use. */
export interface JobOptions {
  /** Jobs with one key replace each other while they wait. */
  jobKey?: string;
  runAt?: Date;
  maxAttempts?: number;
}

/**
 * Queues a job inside the transaction: rolled back, it never runs; committed, a worker picks it up
 * at once.
 */
export async function enqueue(
  tx: Tx,
  task: string,
  payload: Record<string, unknown>,
  options: JobOptions = {},
): Promise<void> {
  await tx.$executeRaw`
    select graphile_worker.add_job(
      ${task}, ${JSON.stringify(payload)}::json,
      run_at => ${options.runAt ?? null}::timestamptz,
      max_attempts => ${options.maxAttempts ?? 25}::int,
      job_key => ${options.jobKey ?? null}::text
    )`;
}

/** Queues one job for each payload, in one statement; jobs with one key replace each other. */
export async function enqueueAll(
  tx: Tx,
  task: string,
  jobs: readonly { payload: Record<string, unknown>; jobKey: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await tx.$executeRaw`
    select graphile_worker.add_job(${task}, j.payload, job_key => j."jobKey")
    from json_to_recordset(${JSON.stringify(jobs)}::json) as j(payload json, "jobKey" text)`;
}
