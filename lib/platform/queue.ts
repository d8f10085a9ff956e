import "server-only";
import type { Task } from "graphile-worker";
import type { z } from "zod";
import { recordset, type Tx } from "./db";
import { AppError } from "./errors";
import { newRef, withWideEvent } from "./log";

/**
 * Jobs: work that a worker does after the transaction that asked for it, or by the clock.
 *
 * A job is declared once, by its room (`lib/<room>/jobs`), with its name and the shape of its
 * payload; the room adds its names to {@link JobPayloads}, so that whoever queues one is checked by
 * the compiler without importing it: what a job runs often queues jobs itself.
 */

/** Payload by name of every job that there is; rooms add theirs. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the rooms
export interface JobPayloads {}

export type JobName = keyof JobPayloads & string;

/** When the clock starts a job; a turn replaces the one before that still waits. */
interface Cron {
  /** Five fields of a crontab, UTC; undefined: never, as the site is set up. */
  at: string | (() => string | undefined);
  /** Attempts of one turn; 1 where the next turn comes soon anyway. */
  maxAttempts?: number;
}

export interface Job<Name extends string = string, Shape extends z.ZodObject = z.ZodObject> {
  name: Name;
  payload: Shape;
  cron: Cron | undefined;
  /** Reads the payload and does the work. Throws `invalid_input` where the payload does not fit. */
  run(payload: unknown, signal: AbortSignal): Promise<void>;
}

/** Declares a job. What else a payload holds than `payload` names is left out. */
export function job<const Name extends string, Shape extends z.ZodObject>(
  name: Name,
  payload: Shape,
  work: (payload: z.output<Shape>, signal: AbortSignal) => Promise<unknown>,
  cron?: Cron,
): Job<Name, Shape> {
  return {
    ...{ name, payload, cron },
    async run(given, signal) {
      const checked = payload.safeParse(given ?? {});
      if (!checked.success) {
        const [issue] = checked.error.issues;
        const where = issue?.path.join(".") || "payload";
        const message = `The payload of ${name} does not fit, ${where}: ${issue?.message}.`;
        throw new AppError("invalid_input", message);
      }
      await work(checked.data, signal);
    },
  };
}

/** What a room adds to {@link JobPayloads}. */
export type PayloadsOf<Jobs extends readonly { name: string; payload: z.ZodType }[]> = {
  [One in Jobs[number] as One["name"]]: z.input<One["payload"]>;
};

/** The jobs as the worker runs them: one event in the log for each. */
export function taskListOf<const Jobs extends readonly Job[]>(
  jobs: Jobs,
): Record<Jobs[number]["name"], Task> {
  const tasks = jobs.map(({ name, run }): [string, Task] => [
    name,
    (payload, { abortSignal }) =>
      withWideEvent({ kind: "job", name, ref: newRef(), actor: "headroom" }, () =>
        run(payload, abortSignal),
      ),
  ]);
  return Object.fromEntries(tasks) as Record<Jobs[number]["name"], Task>;
}

/** The crontab of the jobs that the clock starts. */
export function crontabOf(jobs: readonly Job[]): string {
  const lines = jobs.flatMap(({ name, cron }) => {
    const at = typeof cron?.at === "function" ? cron.at() : cron?.at;
    if (at === undefined) return [];
    const most = cron?.maxAttempts === undefined ? "" : `&max=${cron.maxAttempts}`;
    return [`${at} ${name} ?jobKey=${name}${most}`];
  });
  return lines.join("\n");
}

/** Options of graphile-worker's `add_job` that we use. */
export interface JobOptions {
  /** Jobs with one key replace each other while they wait. */
  jobKey?: string;
  maxAttempts?: number;
}

/**
 * Queues a job inside the transaction: rolled back, it never runs; committed, a worker picks it up
 * at once.
 */
export async function enqueue<Name extends JobName>(
  tx: Tx,
  name: Name,
  payload: JobPayloads[Name],
  options: JobOptions = {},
): Promise<void> {
  await tx.$executeRaw`
    select graphile_worker.add_job(
      ${name}, ${JSON.stringify(payload)}::json,
      max_attempts => ${options.maxAttempts ?? 25}::int,
      job_key => ${options.jobKey ?? null}::text
    )`;
}

/** Queues one job for each payload, in one statement; jobs with one key replace each other. */
export async function enqueueAll<Name extends JobName>(
  tx: Tx,
  name: Name,
  jobs: readonly { payload: JobPayloads[Name]; jobKey: string }[],
): Promise<void> {
  if (jobs.length === 0) return;
  await tx.$executeRaw`
    select graphile_worker.add_job(${name}, j.payload, job_key => j."jobKey")
    from ${recordset(jobs, { payload: "json", jobKey: "text" })} as j`;
}
