import { randomBytes } from "node:crypto";
import pino from "pino";
import { env } from "./env";
import { asAppError, errorTable } from "./errors";

let logger: pino.Logger | undefined;

/** The process's logger: JSON lines on standard error, so standard output stays for answers. */
export function log(): pino.Logger {
  logger ??= pino(
    {
      level: env().HEADROOM_LOG_LEVEL,
      base: { pid: process.pid },
      redact: {
        paths: ["*.password", "*.secret", "*.token", "*.authorization", "*.cookie"],
        remove: true,
      },
    },
    pino.destination(2),
  );
  return logger;
}

/** A short reference that a person can quote and that is in the log line. */
export function newRef(): string {
  return randomBytes(6).toString("hex");
}

/** Facts of one request, action or job; grown while it runs and logged once at its end. */
export interface WideEvent {
  kind: "request" | "action" | "job";
  name: string;
  ref: string;
  actor?: string;
  permission?: string;
  [fact: string]: unknown;
}

/**
 * Runs `work` and logs one wide event at its end: outcome, duration and whatever was added to
 * `event`. An unknown error is logged whole here and nowhere else.
 */
export async function withWideEvent<T>(event: WideEvent, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    const result = await work();
    event.outcome ??= "ok";
    return result;
  } catch (error) {
    const known = asAppError(error);
    event.outcome = known?.code ?? "internal";
    event.message = known?.message;
    if (!known) event.err = error;
    throw error;
  } finally {
    event.durationMs = Math.round(performance.now() - startedAt);
    const outcome = event.outcome as keyof typeof errorTable | "ok";
    const level = outcome === "ok" ? "info" : (errorTable[outcome]?.level ?? "error");
    log()[level](event, `${event.kind} ${event.name}`);
  }
}
