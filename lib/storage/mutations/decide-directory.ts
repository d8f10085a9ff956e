import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import type { Json, NewEvent } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { ask, Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { dayText } from "../model/scan";
import type { DecideDirectoryInput, DirectoryTarget } from "../schema/decide-directory";

/** What became of a decision about several directories. */
export interface DecideResult {
  done: number;
  /** Directories that stayed as they were, and why. */
  skipped: { path: string; because: string }[];
}

const wishedShape = z.object({
  place: z.int(),
  volume: z.string(),
  gid: z.bigint(),
  path: z.string(),
});

const decisionShape = wishedShape.omit({ place: true }).extend({
  id: z.int(),
  action: z.string().nullable(),
  comment: z.string().nullable(),
  dueOn: z.date().nullable(),
  version: z.int(),
});

type Decision = z.infer<typeof decisionShape>;

interface Held extends z.infer<typeof wishedShape> {
  id: Decision["id"] | null;
  action: Decision["action"];
  comment: Decision["comment"];
  dueOn: Decision["dueOn"];
  version: Decision["version"] | null;
}

const GONE = "The newest scan has no such directory.";
const CHANGED = "Somebody changed this meanwhile. Reload and try again.";

/**
 * Decides about up to 100 directories in one transaction: action, comment, due date, each only
 * where given. A directory that the newest scan no longer has, that is out of the actor's reach, or
 * whose decision somebody changed meanwhile is skipped; a single one throws instead (`not_found`,
 * `conflict`). Needs `storage:decide`.
 */
export async function decideDirectories(
  actor: Viewer,
  input: DecideDirectoryInput,
): Promise<DecideResult> {
  const reach = reachOf(actor, "storage:decide");
  if (!reach) throw new AppError("forbidden", "Your roles do not allow this.");
  return transaction(async (tx) => {
    const held = await lockDirectories(tx, input.directories, {
      groups: reach === "all" ? null : actor.groups,
    });
    const byPlace = new Map(held.map((one) => [one.place, one]));
    const skipped: DecideResult["skipped"] = [];
    const wanted: Held[] = [];
    for (const [place, target] of input.directories.entries()) {
      const found = byPlace.get(place);
      if (!found) skipped.push({ path: target.bucket, because: GONE });
      else if (found.version !== target.version) {
        skipped.push({ path: found.path, because: CHANGED });
      } else wanted.push(found);
    }
    refuseSingle(input.directories.length, skipped);
    const written = await writeDecisions(tx, actor, wanted, input);
    await keepHistory(tx, actor, wanted, written, input);
    return { done: wanted.length, skipped };
  });
}

// One directory is one answer: its dialog stays open and says what is wrong.
function refuseSingle(count: number, skipped: DecideResult["skipped"]): void {
  const [first] = skipped;
  if (count > 1 || !first) return;
  throw new AppError(first.because === GONE ? "not_found" : "conflict", first.because);
}

/** The directories that current scans have, within reach, with their decisions locked. */
async function lockDirectories(
  tx: Tx,
  targets: readonly DirectoryTarget[],
  scope: { groups: readonly string[] | null },
): Promise<Held[]> {
  const own =
    scope.groups === null ? Prisma.sql`true` : Prisma.sql`g.name = any(${[...scope.groups]})`;
  const wished = await ask(wishedShape, tx)`
    select distinct on (u.gid, u.base_directory_id, u.bucket)
      wished.place::int - 1 as place, v.name as volume, u.gid, b.path || '/' || u.bucket as path
    from unnest(${targets.map(({ gid }) => gid)}::bigint[],
      ${targets.map(({ baseId }) => baseId)}::int[], ${targets.map(({ bucket }) => bucket)}::text[])
      with ordinality as wished(gid, base_id, bucket, place)
    join base_directories b on b.id = wished.base_id
    join volumes v on v.name = b.volume_name
    join directory_usage u on u.scan_id = v.current_scan_id and u.gid = wished.gid
      and u.base_directory_id = b.id and u.bucket = wished.bucket
    left join groups g on g.gid = u.gid
    where ${own}`;
  if (wished.length === 0) return [];
  // ORDER: by identity, so that two people who decide about the same ones wait instead of blocking.
  const stored = await ask(decisionShape, tx)`
    select d.volume_name as volume, d.gid, d.path, d.id, d.action, d.comment,
      d.due_on as "dueOn", d.version
    from directory_decisions d
    join unnest(${wished.map(({ volume }) => volume)}::text[],
      ${wished.map(({ gid }) => gid)}::bigint[], ${wished.map(({ path }) => path)}::text[])
      as w(volume, gid, path)
      on w.volume = d.volume_name and w.gid = d.gid and w.path = d.path
    order by d.id for update of d`;
  const keyOf = (one: { volume: string; gid: bigint; path: string }) =>
    `${one.volume}\n${one.gid}\n${one.path}`;
  const decisions = new Map(stored.map((one) => [keyOf(one), one]));
  const none = { id: null, action: null, comment: null, dueOn: null, version: null };
  return wished.map((one) => ({ ...none, ...decisions.get(keyOf(one)), ...one }));
}

type Wanted = Pick<DecideDirectoryInput, "action" | "comment" | "dueOn">;

const resultOf = (held: Held, input: Wanted) => ({
  action: input.action === undefined ? held.action : input.action,
  comment: input.comment === undefined ? held.comment : input.comment,
  dueOn: input.dueOn === undefined ? held.dueOn && dayText(held.dueOn) : input.dueOn,
});

/** Ids of the decisions by directory, `volume gid path`; throws `conflict` where one came first. */
async function writeDecisions(
  tx: Tx,
  actor: Viewer,
  held: readonly Held[],
  input: Wanted,
): Promise<Map<string, number>> {
  if (held.length === 0) return new Map();
  const results = held.map((one) => resultOf(one, input));
  const at = now();
  const rows = await ask(z.object({ id: z.int(), key: z.string() }), tx)`
    insert into directory_decisions as d
      (volume_name, path, gid, action, comment, due_on, decided_by, decided_at)
    select w.volume, w.path, w.gid, w.action, w.comment, w.due_on, ${actor.uid}, ${at}
    from unnest(${held.map(({ volume }) => volume)}::text[], ${held.map(({ path }) => path)}::text[],
      ${held.map(({ gid }) => gid)}::bigint[], ${results.map(({ action }) => action)}::text[],
      ${results.map(({ comment }) => comment)}::text[],
      ${results.map((one) => one.dueOn)}::date[])
      as w(volume, path, gid, action, comment, due_on)
    on conflict (volume_name, path, gid) do update set action = excluded.action,
      comment = excluded.comment, due_on = excluded.due_on, decided_by = excluded.decided_by,
      decided_at = excluded.decided_at, version = d.version + 1
    where d.id = any(${held.flatMap(({ id }) => id ?? [])}::int[])
    returning d.id, d.volume_name || ' ' || d.gid || ' ' || d.path as key`;
  // A row that was not there when we looked was inserted by somebody else.
  if (rows.length !== held.length) throw new AppError("conflict", CHANGED);
  return new Map(rows.map(({ id, key }) => [key, id]));
}

async function keepHistory(
  tx: Tx,
  actor: Viewer,
  held: readonly Held[],
  ids: ReadonlyMap<string, number>,
  input: Wanted,
): Promise<void> {
  const events = held.flatMap((one): NewEvent[] => {
    const id = ids.get(`${one.volume} ${one.gid} ${one.path}`);
    const was = { ...one, dueOn: one.dueOn && dayText(one.dueOn) };
    const result = resultOf(one, input);
    const changed = (["action", "comment", "dueOn"] as const).filter(
      (datum) => was[datum] !== result[datum],
    );
    return changed.map((datum) => ({
      room: "storage",
      subjectType: "directory",
      subjectId: String(id),
      verb: "decide",
      change: { datum, was: was[datum] as Json, now: result[datum] as Json },
      note: `${one.volume}: ${one.path}`,
    }));
  });
  if (events.length > 0) await record(tx, actor, events);
  await announce(tx, { room: "storage", kind: "change", ids: [...ids.values()] });
}
