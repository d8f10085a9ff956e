import "server-only";
import pg from "pg";
import { Prisma, type Tx } from "./db";
import { env } from "./env";
import { log } from "./log";
import { processGlobal, processName } from "./process-global";

/**
 * Live events between people, over PostgreSQL LISTEN/NOTIFY, so that any number of web processes
 * hear what any of them (or a worker) changed. A notice says only that something changed; who may
 * see what is decided when the page asks for it again.
 */

const CHANNEL = "headroom";

export interface LiveEvent {
  room: string;
  /** What happened: `report`, `change`. */
  kind: string;
  /** Ids of the changed records, at most 100; more are left out. */
  ids?: (string | number)[];
}

type Listener = (event: LiveEvent) => void;

interface Hub {
  listeners: Set<Listener>;
  client?: pg.Client;
  connecting?: Promise<void>;
}

const hub = processGlobal<Hub>("events", () => ({ listeners: new Set() }));

/** Announces a change when the transaction commits; rolled back, nobody hears of it. */
export async function announce(tx: Tx, event: LiveEvent): Promise<void> {
  await tx.$executeRaw`select ${announcement(event)}`;
}

/** The call that announces, for a statement that has to be made anyway. */
export function announcement(event: LiveEvent): Prisma.Sql {
  // NOTIFY payloads end at 8,000 bytes.
  const ids = event.ids && event.ids.length <= 100 ? event.ids : undefined;
  const payload = JSON.stringify({ ...event, ids });
  return Prisma.sql`pg_notify(${CHANNEL}, ${payload})`;
}

/** Calls `listener` for every event until the returned function is called. */
export function subscribe(listener: Listener): () => void {
  hub.listeners.add(listener);
  void connect();
  return () => hub.listeners.delete(listener);
}

function connect(): Promise<void> {
  hub.connecting ??= open().catch((error) => {
    log().warn({ err: error }, "live events: cannot listen, trying again");
    reconnectSoon();
  });
  return hub.connecting;
}

async function open(): Promise<void> {
  const client = new pg.Client({
    connectionString: env().DATABASE_URL,
    application_name: processName,
    keepAlive: true,
  });
  client.on("error", () => undefined);
  client.on("end", reconnectSoon);
  client.on("notification", (message) => publish(message.payload));
  await client.connect();
  await client.query(`listen ${CHANNEL}`);
  hub.client = client;
  // Whatever happened while nobody listened: have every page look again.
  publish(JSON.stringify({ room: "*", kind: "resync" }));
}

function reconnectSoon(): void {
  delete hub.client;
  delete hub.connecting;
  if (hub.listeners.size > 0) setTimeout(() => void connect(), 1_000).unref();
}

function publish(payload: string | undefined): void {
  if (!payload) return;
  const event = JSON.parse(payload) as LiveEvent;
  for (const listener of hub.listeners) listener(event);
}
