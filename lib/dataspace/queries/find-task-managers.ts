import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { feedScope, requireRead } from "../space/access";
import { checkGenerationNumber, checkInstant, checkLimit, checkSequenceId } from "../space/bounds";
import { KeyNotFoundError } from "../space/errors";

/** Task managers that one list holds; one more tells that there are more. */
const MAX_TASK_MANAGERS = 1_000;

const taskManagerFacts = z.object({
  sequenceId: z.bigint(),
  taskmanagerId: z.string(),
  name: z.string(),
  datestamp: z.date(),
  closedAt: z.date().nullable(),
  componentId: z.string().nullable(),
});

/** One incarnation of a feed. */
export type TaskManagerFacts = z.infer<typeof taskManagerFacts>;

/** Which task managers; the bounds of time are inclusive. */
export interface TaskManagerFilter {
  name?: string | undefined;
  startTime?: Date | undefined;
  endTime?: Date | undefined;
  /** At most 1,000, the default. */
  limit?: number;
  /** Begins after this one. */
  marker?: bigint | undefined;
}

const columns = Prisma.sql`t.sequence_id as "sequenceId", t.taskmanager_id as "taskmanagerId",
  t.feed_name as name, t.created_at as datestamp, t.closed_at as "closedAt",
  t.component_id as "componentId"`;

/**
 * Task managers in the order of their making, at most 1,000; none is no error. Throws
 * KeyNotFoundError for a marker that is none of them.
 */
export async function findTaskManagers(
  actor: Actor,
  { name, startTime, endTime, limit = MAX_TASK_MANAGERS, marker }: TaskManagerFilter = {},
): Promise<TaskManagerFacts[]> {
  requireRead(actor);
  checkLimit(limit);
  if (startTime) checkInstant(startTime, "start time");
  if (endTime) checkInstant(endTime, "end time");
  if (marker !== undefined) checkSequenceId(marker);
  const { sql } = Prisma;
  const from = marker === undefined ? undefined : await markerTime(actor, marker);
  const conditions = [
    feedScope(actor),
    name === undefined ? sql`true` : sql`t.feed_name = ${name}`,
    startTime ? sql`t.created_at >= ${startTime}::timestamptz` : sql`true`,
    endTime ? sql`t.created_at <= ${endTime}::timestamptz` : sql`true`,
    from ? sql`(t.created_at, t.sequence_id) > (${from}::timestamptz, ${marker})` : sql`true`,
  ];
  return ask(taskManagerFacts)`
    select ${columns} from task_managers t join feeds f on f.name = t.feed_name
    where ${Prisma.join(conditions, " and ")}
    order by t.created_at, t.sequence_id limit ${Math.min(limit, MAX_TASK_MANAGERS + 1)}`;
}

async function markerTime(actor: Actor, marker: bigint): Promise<Date> {
  const [row] = await ask(z.object({ at: z.date() }))`
    select t.created_at as at from task_managers t join feeds f on f.name = t.feed_name
    where t.sequence_id = ${marker} and ${feedScope(actor)}`;
  if (!row) throw new KeyNotFoundError(`There is no task manager ${marker} to go on from.`);
  return row.at;
}

/**
 * The incarnation of that name and id, of that sequence number, or the newest of that name; null
 * where there is none.
 */
export async function findTaskManager(
  actor: Actor,
  which: { name?: string; taskmanagerId?: string | undefined; sequenceId?: bigint | undefined },
): Promise<TaskManagerFacts | null> {
  requireRead(actor);
  const { sql } = Prisma;
  const { name, taskmanagerId, sequenceId } = which;
  if (sequenceId !== undefined) checkSequenceId(sequenceId);
  const [found] = await ask(taskManagerFacts)`
    select ${columns} from task_managers t join feeds f on f.name = t.feed_name
    where ${feedScope(actor)}
      and ${name === undefined ? sql`true` : sql`t.feed_name = ${name}`}
      and ${taskmanagerId === undefined ? sql`true` : sql`t.taskmanager_id = ${taskmanagerId}`}
      and ${sequenceId === undefined ? sql`true` : sql`t.sequence_id = ${sequenceId}`}
    order by t.sequence_id desc limit 1`;
  return found ?? null;
}

/** The number that the next generation of a name gets; 1 for a new name. */
export async function findNextNumber(actor: Actor, name: string): Promise<number> {
  requireRead(actor);
  const [row] = await ask(z.object({ next: z.int() }))`
    select f.last_number + 1 as next from feeds f where f.name = ${name} and ${feedScope(actor)}`;
  return row?.next ?? 1;
}

const generationPlace = z.object({
  sequenceId: z.bigint(),
  taskmanagerId: z.string(),
  number: z.int(),
});

/** A generation by its place. */
export type GenerationPlace = z.infer<typeof generationPlace>;

/**
 * The generation of that number, or the last one that has products, of a name over all its
 * incarnations or of one of them; null where there is none.
 */
export async function findGeneration(
  actor: Actor,
  which: { name: string; taskmanagerId?: string | undefined; number?: number | undefined },
): Promise<GenerationPlace | null> {
  requireRead(actor);
  const { sql } = Prisma;
  const { name, taskmanagerId, number } = which;
  if (number !== undefined) checkGenerationNumber(number);
  const wanted =
    number === undefined
      ? sql`exists (select 1 from data_products p where p.generation_id = g.id)`
      : sql`g.number = ${number}`;
  const [found] = await ask(generationPlace)`
    select t.sequence_id as "sequenceId", t.taskmanager_id as "taskmanagerId", n.number
    from task_managers t join feeds f on f.name = t.feed_name
    cross join lateral (
      select g.number from generations g
      where g.sequence_id = t.sequence_id and g.state <> 'ABORTED' and ${wanted}
      order by g.number desc limit 1
    ) n
    where t.feed_name = ${name} and ${feedScope(actor)}
      and ${taskmanagerId === undefined ? sql`true` : sql`t.taskmanager_id = ${taskmanagerId}`}
    order by n.number desc limit 1`;
  return found ?? null;
}
