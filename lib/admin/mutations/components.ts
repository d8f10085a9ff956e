import "server-only";
import { z } from "zod";
import type { Actor, Service } from "@/lib/auth/model";
import type { Json, NewEvent } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { ask, db, lockFor, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { defaultComponentId, describeUses, type ScopeKind, scopesOfService } from "../model";
import type { CreateComponentInput, EditComponentInput } from "../schema";
import { changedMeanwhile, onDuplicate } from "./unique";

export interface ComponentDto {
  id: string;
  name: string;
  service: Service;
  clusterId: string | null;
  site: string | null;
  volume: string | null;
  intervalSeconds: number | null;
}

const scopeField = { cluster: "clusterId", site: "site", volume: "volume" } as const;

/** The scope that was given; throws `invalid_input` where the service needs or allows another. */
function scopeOf(input: CreateComponentInput): string | null {
  const { allowed, isRequired } = scopesOfService[input.service];
  const given = (Object.keys(scopeField) as ScopeKind[]).filter((kind) => input[scopeField[kind]]);
  const bad = given.find((kind) => !allowed.includes(kind));
  if (bad) throw badScope(bad, `A ${input.service} has no ${bad}.`);
  if (given.length > 1 && given[1]) {
    throw badScope(given[1], `A component speaks for one ${given.join(" or one ")}, not both.`);
  }
  if (isRequired && given.length === 0) {
    throw badScope(allowed[0] ?? "cluster", `A ${input.service} needs a ${allowed[0]}.`);
  }
  return given[0] ? input[scopeField[given[0]]] : null;
}

function badScope(kind: ScopeKind, message: string): AppError {
  return new AppError("invalid_input", message, { fields: { [scopeField[kind]]: [message] } });
}

async function explainDuplicate(input: { id: string; name: string; clusterId: string | null }) {
  if ((await db().component.count({ where: { id: input.id } })) > 0) {
    return { message: `Component ${input.id} exists already.`, field: "id" };
  }
  return duplicateName(input);
}

function duplicateName(input: { name: string; clusterId: string | null }) {
  const where = input.clusterId ? `of cluster ${input.clusterId} ` : "";
  return { message: `Another component ${where}is called ${input.name}.`, field: "name" };
}

interface Named {
  name: string;
  clusterId: string | null;
  site: string | null;
  volume: string | null;
}

/**
 * Names are unique per cluster, by a constraint, and per site or volume, by this: to PostgreSQL two
 * rows without a cluster never collide.
 */
async function requireFreeName(tx: Tx, input: Named, exceptId?: string): Promise<void> {
  const { name, clusterId, site, volume } = input;
  if (clusterId !== null) return;
  await lockFor(tx, `component-name:${name}`);
  const except = exceptId === undefined ? {} : { id: { not: exceptId } };
  const others = await tx.component.count({ where: { name, clusterId, site, volume, ...except } });
  if (others === 0) return;
  const { message, field } = duplicateName(input);
  throw new AppError("conflict", message, { fields: { [field]: [message] } });
}

function event(id: string, verb: string, change?: NewEvent["change"]): NewEvent {
  const subject = { room: "admin", subjectType: "component", subjectId: id, verb } as const;
  return change ? { ...subject, change } : subject;
}

function facts(component: ComponentDto): Json {
  const { id: _id, ...rest } = component;
  return rest;
}

/**
 * Adds a component; without an id it is `<cluster>_<service>`. Throws `conflict` where the id, or
 * the name within its cluster, is taken, and `invalid_input` for a scope that the service has not.
 */
export async function createComponent(
  actor: Actor,
  input: CreateComponentInput,
): Promise<ComponentDto> {
  const { name, service, clusterId, site, volume, intervalSeconds } = input;
  const id = input.id ?? defaultComponentId(scopeOf(input), service);
  scopeOf(input);
  if (id === null) {
    const message = "No id fits by itself; give the component one.";
    throw new AppError("invalid_input", message, { fields: { id: [message] } });
  }
  const component = { id, name, service, clusterId, site, volume, intervalSeconds };
  const create = () =>
    transaction(async (tx) => {
      if (clusterId && (await tx.cluster.count({ where: { id: clusterId } })) === 0) {
        throw badScope("cluster", `There is no cluster ${clusterId}.`);
      }
      await requireFreeName(tx, component);
      await tx.component.create({ data: { ...component, createdAt: now() } });
      const change = { datum: "component", was: null, now: facts(component) };
      await record(tx, actor, [event(id, "create", change)]);
      await announce(tx, { room: "admin", kind: "change", ids: [id] });
      return component;
    });
  return onDuplicate(create, () => explainDuplicate(component));
}

/**
 * Changes name and expected interval. Throws `not_found`, and `conflict` for an old version or a
 * name that is taken. Equal values change nothing.
 */
export async function editComponent(actor: Actor, input: EditComponentInput): Promise<void> {
  const { id, version, name, intervalSeconds } = input;
  const edit = () =>
    transaction(async (tx) => {
      const before = await tx.component.findUnique({ where: { id } });
      if (!before) throw new AppError("not_found", `There is no component ${id}.`);
      if (before.version !== version) throw changedMeanwhile(`component ${id}`);
      const events = (["name", "intervalSeconds"] as const)
        .filter((datum) => before[datum] !== input[datum])
        .map((datum) => event(id, "edit", { datum, was: before[datum], now: input[datum] }));
      if (events.length === 0) return;
      await requireFreeName(tx, { ...before, name }, id);
      const { count } = await tx.component.updateMany({
        where: { id, version },
        data: { name, intervalSeconds, version: { increment: 1 } },
      });
      if (count === 0) throw changedMeanwhile(`component ${id}`);
      await record(tx, actor, events);
      await announce(tx, { room: "admin", kind: "change", ids: [id] });
    });
  const stored = await db().component.findUnique({ where: { id }, select: { clusterId: true } });
  const clusterId = stored?.clusterId ?? null;
  await onDuplicate(edit, async () => duplicateName({ name, clusterId }));
}

async function usesOf(tx: Tx, id: string) {
  const working = {
    componentId: id,
    state: "active",
    OR: [{ expiresAt: null }, { expiresAt: { gt: now() } }],
  };
  const [keys, keyCount, generationCount, refusalCount] = await Promise.all([
    tx.apiKey.findMany({ where: working, select: { access: true }, take: 5 }),
    tx.apiKey.count({ where: working }),
    tx.generation.count({ where: { componentId: id } }),
    tx.refusal.count({ where: { componentId: id } }),
  ]);
  return [
    { count: keyCount, one: "active key", many: "active keys", names: keys.map((k) => k.access) },
    { count: generationCount, one: "accepted report", many: "accepted reports" },
    { count: refusalCount, one: "refused report", many: "refused reports" },
  ].filter((use) => use.count > 0);
}

/**
 * Removes a component that nothing uses, its ended keys with it. Throws `not_found`, and `conflict`
 * with what uses it (`details.usedBy`): active keys, or reports whose origin it is.
 */
export function deleteComponent(actor: Actor, input: { id: string }): Promise<void> {
  const { id } = input;
  return transaction(async (tx) => {
    // The lock keeps keys and reports from appearing between the count and the removal.
    const locked = await ask(z.object({ id: z.string() }), tx)`
      select id from components where id = ${id} for update`;
    if (locked.length === 0) throw new AppError("not_found", `There is no component ${id}.`);
    const component = await tx.component.findUniqueOrThrow({ where: { id } });
    const usedBy = await usesOf(tx, id);
    if (usedBy.length > 0) {
      const isOrigin = usedBy.some((use) => use.one !== "active key");
      const advice = isOrigin
        ? "Reports keep where they came from: revoke its keys instead, then it can send no more."
        : "Revoke its keys first.";
      const message = `Component ${id} is used by ${describeUses(usedBy)}. ${advice}`;
      throw new AppError("conflict", message, { details: { usedBy } });
    }
    await tx.apiKey.deleteMany({ where: { componentId: id } });
    // SECURITY: a later component of this id must not be answered with receipts of the old one.
    await tx.idempotentReceipt.deleteMany({ where: { componentId: id } });
    await tx.component.delete({ where: { id } });
    const { name, service, clusterId, site, volume, intervalSeconds } = component;
    const was = { name, service, clusterId, site, volume, intervalSeconds };
    await record(tx, actor, [event(id, "delete", { datum: "component", was, now: null })]);
    await announce(tx, { room: "admin", kind: "change", ids: [id] });
  });
}
