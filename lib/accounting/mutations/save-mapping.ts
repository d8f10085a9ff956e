import "server-only";
import { z } from "zod";
import { may, type Viewer } from "@/lib/auth/model";
import type { Json } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { DEFAULT_SOURCE, type MappingRules } from "../model/mapping";
import { mappingRulesSchema } from "../schema/mapping";
import { requestRebuild } from "./rebuild";

function requireAdmin(actor: Viewer): void {
  if (may(actor, "admin:accounting")) return;
  throw new AppError("forbidden", "Your roles do not allow this.");
}

const storedShape = z.object({ rules: mappingRulesSchema, version: z.int() });
type Stored = z.infer<typeof storedShape>;

// Holds the mapping until the transaction ends. Throws `conflict` where it is another one by now.
async function lockMapping(tx: Tx, source: string, version: number): Promise<Stored | undefined> {
  await tx.$executeRaw`select from accounting_state where id = 1 for update`;
  const [stored] = await ask(storedShape, tx)`
    select rules, version from accounting_mappings where source = ${source}`;
  if ((stored?.version ?? 0) === version) return stored;
  throw new AppError("conflict", "Somebody changed this mapping meanwhile. Please reload.");
}

async function requireSource(tx: Tx, source: string): Promise<void> {
  if (source === DEFAULT_SOURCE) return;
  const found = await tx.component.findUnique({ where: { id: source }, select: { id: true } });
  if (!found) throw new AppError("not_found", "There is no such component.");
}

/**
 * Stores how the records of a source are read, and has those it sent so far read again. `version`
 * is that of the mapping the person saw, 0 where the source had none. Throws `forbidden`,
 * `not_found`, `conflict`.
 */
export async function saveMapping(
  actor: Viewer,
  input: { source: string; rules: MappingRules; version: number },
): Promise<void> {
  requireAdmin(actor);
  const { source, rules, version } = input;
  await transaction(async (tx) => {
    await requireSource(tx, source);
    const was = await lockMapping(tx, source, version);
    await tx.$executeRaw`
      insert into accounting_mappings (source, rules, version, updated_at)
      values (${source}, ${JSON.stringify(rules)}::jsonb, 1, ${databaseNow()})
      on conflict (source) do update set rules = excluded.rules,
        version = accounting_mappings.version + 1, updated_at = excluded.updated_at`;
    await keep(tx, actor, source, { was: was?.rules ?? null, now: rules });
  });
}

/** Has the records of a source read as those of all others again. Throws as `saveMapping` does. */
export async function removeMapping(
  actor: Viewer,
  { source, version }: { source: string; version: number },
): Promise<void> {
  requireAdmin(actor);
  await transaction(async (tx) => {
    const was = await lockMapping(tx, source, version);
    if (!was) throw new AppError("not_found", "This source has no mapping of its own.");
    await tx.$executeRaw`delete from accounting_mappings where source = ${source}`;
    await keep(tx, actor, source, { was: was.rules, now: null });
  });
}

/** Has all roll-ups made anew from the records. Throws `forbidden`. */
export async function rebuildUsage(actor: Viewer): Promise<void> {
  requireAdmin(actor);
  await transaction(async (tx) => {
    await requestRebuild(tx, actor, "all", "asked for");
    const subject = { room: "accounting", subjectType: "usage", subjectId: "all" } as const;
    await record(tx, actor, [{ ...subject, verb: "rebuild" }]);
    await announce(tx, { room: "accounting", kind: "change" });
  });
}

async function keep(
  tx: Tx,
  actor: Viewer,
  source: string,
  change: { was: MappingRules | null; now: MappingRules | null },
): Promise<void> {
  const reason = source === DEFAULT_SOURCE ? "mapping of all other sources" : `mapping ${source}`;
  await requestRebuild(tx, actor, "mapping", reason);
  const json = (rules: MappingRules | null) => rules as unknown as Json;
  const event = { room: "accounting", subjectType: "mapping", subjectId: source } as const;
  const changed = { datum: "rules", was: json(change.was), now: json(change.now) };
  await record(tx, actor, [{ ...event, verb: change.now ? "map" : "unmap", change: changed }]);
  await announce(tx, { room: "accounting", kind: "change" });
}
