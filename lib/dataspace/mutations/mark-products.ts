import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { epochSeconds } from "@/lib/platform/clock";
import { ask, databaseNow, Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { requireManage } from "../space/access";
import { checkGenerationNumber, checkSeconds } from "../space/bounds";
import { KeyNotFoundError, NoGenerationError } from "../space/errors";

/** Longest reason. */
const MAX_REASON = 2_000;

/** Which products: of the feed's newest generation and all of its keys, unless they are named. */
export interface ProductChoice {
  feed: string;
  number?: number | undefined;
  keys?: readonly string[] | undefined;
}

/** What was changed. */
export interface MarkedProducts {
  /** Number of the generation. */
  number: number;
  keys: string[];
}

const place = z.object({ id: z.bigint(), number: z.int() });

const marked = z.object({
  key: z.string(),
  expirationTime: z.date(),
  createTime: z.date(),
});

type Marked = z.infer<typeof marked>;

/**
 * Sets until when products count, UNIX seconds: for the past they are expired at once. Throws
 * NoGenerationError and KeyNotFoundError (404), `invalid_input` for what is no time.
 */
export async function expireProducts(
  actor: Actor,
  input: ProductChoice & { expirationTime: number },
): Promise<MarkedProducts> {
  requireManage(actor);
  const { feed, keys, expirationTime: seconds } = input;
  checkSeconds(seconds, "expiration time");
  return transaction(async (tx) => {
    const { id, number } = await lockGeneration(tx, input);
    const before = await choose(tx, id, number, keys);
    await tx.$executeRaw`
      update data_products set expiration_time = ${new Date(seconds * 1000)}::timestamptz,
        state = 'METADATA_UPDATE', generation_time = date_trunc('second', ${databaseNow()})
      where generation_id = ${id} and key = any(${before.map(({ key }) => key)})`;
    await record(
      tx,
      actor,
      before.map(({ key, expirationTime: was }) => ({
        ...eventOf(feed, "expire"),
        change: { datum: `${number}/${key}`, was: epochSeconds(was), now: seconds },
      })),
    );
    await announce(tx, { room: "dataspace", kind: "change", ids: [feed] });
    return { number, keys: before.map(({ key }) => key) };
  });
}

/**
 * Flags products as not to be trusted; a fresh product of the same key in a later generation is
 * without the flag. Throws NoGenerationError and KeyNotFoundError (404), `invalid_input` without
 * keys or reason.
 */
export async function dementProducts(
  actor: Actor,
  input: ProductChoice & { keys: readonly string[]; reason: string },
): Promise<MarkedProducts> {
  requireManage(actor);
  const { feed, keys } = input;
  const reason = input.reason.trim();
  if (keys.length === 0) throw new AppError("invalid_input", "Name at least one product.");
  if (reason === "" || reason.length > MAX_REASON) {
    throw new AppError("invalid_input", `Give a reason of at most ${MAX_REASON} characters.`);
  }
  return transaction(async (tx) => {
    const { id, number } = await lockGeneration(tx, input);
    const before = await choose(tx, id, number, keys);
    const by = actor.kind === "person" ? actor.uid : actor.id;
    await tx.$executeRaw`
      update data_products set is_demented = true, demented_reason = ${reason},
        demented_by = ${by}, state = 'METADATA_UPDATE',
        generation_time = date_trunc('second', ${databaseNow()})
      where generation_id = ${id} and key = any(${before.map(({ key }) => key)})`;
    await record(
      tx,
      actor,
      before.map(({ key }) => ({
        ...eventOf(feed, "dement"),
        change: { datum: `${number}/${key}`, was: false, now: true },
        note: reason,
      })),
    );
    await announce(tx, { room: "dataspace", kind: "change", ids: [feed] });
    return { number, keys: before.map(({ key }) => key) };
  });
}

function eventOf(feed: string, verb: string) {
  return { room: "dataspace" as const, subjectType: "feed" as const, subjectId: feed, verb };
}

// The last generation: the newest closed one, or the newest at all where none was ever closed.
async function lockGeneration(
  tx: Tx,
  { feed, number }: ProductChoice,
): Promise<{ id: bigint; number: number }> {
  const { sql } = Prisma;
  if (number !== undefined) checkGenerationNumber(number);
  const wanted =
    number === undefined
      ? sql`(f.last_generation_id is null or g.id = f.last_generation_id)`
      : sql`g.number = ${number}`;
  const [found] = await ask(place, tx)`
    select g.id, g.number from feeds f
    join task_managers t on t.feed_name = f.name
    join generations g on g.sequence_id = t.sequence_id
    where f.name = ${feed} and ${wanted}
    order by g.number desc limit 1 for key share of g`;
  if (found) return found;
  const which = number === undefined ? "generation yet" : `generation ${number}`;
  throw new NoGenerationError(`${feed} has no ${which}.`);
}

async function choose(
  tx: Tx,
  generationId: bigint,
  number: number,
  keys: readonly string[] | undefined,
): Promise<Marked[]> {
  const chosen =
    keys === undefined ? Prisma.sql`true` : Prisma.sql`key = any(${[...keys]}::text[])`;
  const rows = await ask(marked, tx)`
    select key, expiration_time as "expirationTime", create_time as "createTime"
    from data_products where generation_id = ${generationId} and ${chosen}
    order by key limit 1000 for update`;
  const missing = keys?.find((key) => !rows.some((row) => row.key === key));
  if (missing === undefined) return rows;
  throw new KeyNotFoundError(`There is no product ${missing} in generation ${number}.`);
}
