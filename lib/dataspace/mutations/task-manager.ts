import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, databaseNow, Prisma, type Tx, transaction } from "@/lib/platform/db";
import { requireManage } from "../space/access";
import { checkInstant, checkName } from "../space/bounds";
import { KeyNotFoundError } from "../space/errors";
import { type KnownSchema, knownSchema } from "../space/product-schema";
import { componentOf, lockFeeds } from "./generation";
import { knownSchemas } from "./store-products";

const manager = z.object({ taskmanagerId: z.string(), sequenceId: z.bigint() });
const forms = z.object({ schemas: z.array(knownSchema).nullable() });

/** The generation that a block writes to; ids are null as long as nothing is stored. */
export interface BlockPlace {
  name: string;
  taskmanagerId: string | null;
  sequenceId: bigint | null;
  number: number;
}

/** Makes a feed where it is new, and tells the forms of its products. */
export async function ensureFeed(tx: Tx, name: string): Promise<KnownSchema[]> {
  const [kind = name] = name.split(":");
  const [row] = await ask(forms, tx)`
    with feed as (
      insert into feeds (name, kind, created_at) values (${name}, ${kind}, ${databaseNow()})
      on conflict (name) do update set name = excluded.name returning name
    )
    select ${knownSchemas(Prisma.sql`feed.name`)} as schemas from feed`;
  return row?.schemas ?? [];
}

/**
 * The task manager of that name and id, made where it is new; without an id the live one of the
 * name. The caller holds the feed's lock, and the feed exists.
 */
export async function ensureTaskManager(
  tx: Tx,
  actor: Actor,
  { name, taskmanagerId, sequenceId }: BlockPlace,
  datestamp?: Date,
): Promise<{ taskmanagerId: string; sequenceId: bigint }> {
  const { sql } = Prisma;
  const which =
    sequenceId !== null
      ? sql`sequence_id = ${sequenceId}`
      : taskmanagerId !== null
        ? sql`taskmanager_id = ${taskmanagerId}`
        : sql`closed_at is null`;
  const [known] = await ask(manager, tx)`
    select taskmanager_id as "taskmanagerId", sequence_id as "sequenceId" from task_managers
    where feed_name = ${name} and ${which} order by sequence_id desc limit 1`;
  if (known) return known;
  if (sequenceId !== null) throw new KeyNotFoundError(`${name} has no task manager ${sequenceId}.`);
  const id = taskmanagerId ?? randomUUID().toUpperCase();
  const [made] = await ask(manager.pick({ sequenceId: true }), tx)`
    with ended as (
      update task_managers set closed_at = ${databaseNow()}
      where feed_name = ${name} and closed_at is null
    )
    insert into task_managers (taskmanager_id, feed_name, component_id, created_at)
    values (${id}, ${name}, ${componentOf(actor)},
      coalesce(${datestamp ?? null}::timestamptz, ${databaseNow()}))
    returning sequence_id as "sequenceId"`;
  if (!made) throw new Error(`${name} has no task manager`);
  return { taskmanagerId: id, sequenceId: made.sequenceId };
}

/**
 * Stores a task manager as of `datestamp`, by default now, or finds it where the pair of name and
 * id is known already.
 */
export async function storeTaskManager(
  actor: Actor,
  name: string,
  taskmanagerId: string,
  datestamp?: Date,
): Promise<bigint> {
  requireManage(actor);
  checkName(name, "feed");
  checkName(taskmanagerId, "task manager");
  if (datestamp) checkInstant(datestamp, "datestamp");
  return transaction(async (tx) => {
    await lockFeeds(tx, [name]);
    await ensureFeed(tx, name);
    const place = { name, taskmanagerId, sequenceId: null, number: 1 };
    return (await ensureTaskManager(tx, actor, place, datestamp)).sequenceId;
  });
}
