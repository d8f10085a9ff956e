import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { env, productionProblems, resetEnv } from "@/lib/platform/env";
import { applyMigrations, pendingMigrations } from "@/lib/platform/migrate";
import { processArguments, product } from "@/lib/platform/product";
import { openRuntime } from "@/lib/platform/runtime";
import { type Supervised, supervise, superviseDatabase } from "@/lib/platform/supervise";

/**
 * `npm start` and `npm run dev`: the web process; without DATABASE_URL also the embedded database
 * and a worker, all in one process tree that restarts what dies and ends together.
 */
const { values } = parseArgs({ options: { dev: { type: "boolean", default: false } } });
Object.assign(process.env, { NODE_ENV: values.dev ? "development" : "production" });

const children: Supervised[] = [];
let stopDatabase = async () => {};
let isStopping = false;

async function stopAll(status: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await Promise.all(children.map((child) => child.stop()));
  await stopDatabase();
  process.exit(status);
}

process.on("SIGTERM", () => void stopAll(0));
process.on("SIGINT", () => void stopAll(0));
process.on("SIGHUP", () => void stopAll(0));

async function prepareDatabase(): Promise<boolean> {
  const runtime = await openRuntime({ isSupervised: true });
  if (!runtime.embedded) {
    const pending = await pendingMigrations(runtime.databaseUrl);
    if (pending.length > 0) throw new Error("the database is behind: run `npm run migrate` first");
    return false;
  }
  stopDatabase = superviseDatabase(env().HEADROOM_DATA_DIR, runtime.embedded);
  await applyMigrations(runtime.databaseUrl);
  return true;
}

try {
  if (!values.dev && !existsSync(join(product().root, ".next", "BUILD_ID"))) {
    throw new Error("there is no build: run `npm run build` first");
  }
  const isEmbedded = await prepareDatabase();
  resetEnv();
  const problems = values.dev ? [] : productionProblems(env());
  if (problems.length > 0) throw new Error(problems.join("\nheadroom: "));
  const web = supervise({ name: "web", args: processArguments("web"), env: process.env });
  children.push(web);
  if (isEmbedded) {
    const args = processArguments("worker");
    children.push(supervise({ name: "worker", args, env: process.env }));
  }
  await Promise.all(children.map((child) => child.ready));
  const { HEADROOM_HOST, PORT } = env();
  console.log(`ready http://${HEADROOM_HOST}:${PORT}`);
  process.send?.("ready");
} catch (error) {
  console.error(`headroom: ${error instanceof Error ? error.message : error}`);
  await stopAll(1);
}
