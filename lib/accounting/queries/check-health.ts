import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { pool } from "@/lib/platform/db";

/** How long the database may take to answer. */
const LIMIT_MS = 2_000;

/** Whether the database answers in time. */
export async function isHealthy(): Promise<boolean> {
  const answers = pool()
    .query("select 1")
    .then(() => true)
    .catch(() => false);
  return Promise.race([answers, sleep(LIMIT_MS, false, { ref: false })]);
}
