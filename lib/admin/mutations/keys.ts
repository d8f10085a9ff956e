import "server-only";
import { newBasic, newBearer, newHmac } from "@/lib/auth/key-secrets";
import type { Actor, Service } from "@/lib/auth/model";
import type { NewEvent } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { type KeyKind, keyKindsOf, keyStateAt, overlapEnd } from "../model";
import type { CreateKeyInput, RotateKeyInput } from "../schema";
import { onDuplicate } from "./unique";

/** The secret in the words of the kind's clients. */
type KeySecrets =
  | { token: string }
  | { access: string; secret: string }
  | { user: string; password: string };

/**
 * What the holder of a new key needs. SECURITY: this is the only time the secret leaves the server;
 * it goes into no history row, no log and no list.
 */
export interface NewKey {
  id: number;
  kind: KeyKind;
  /** The public part. */
  access: string;
  secrets: KeySecrets;
}

interface Material {
  access: string;
  secretHash: string | null;
  secretCipher: string | null;
  secrets: KeySecrets;
}

type Wishes = Pick<CreateKeyInput, "access" | "secret">;

function makeMaterial(kind: KeyKind, wishes: Wishes): Material {
  if (kind === "bearer") {
    const { token, access, secretHash } = newBearer();
    return { access, secretHash, secretCipher: null, secrets: { token } };
  }
  if (kind === "basic") {
    const { access, password, secretHash } = newBasic();
    return { access, secretHash, secretCipher: null, secrets: { user: access, password } };
  }
  const { access, secret, secretCipher } = newHmac({
    ...(wishes.access === null ? {} : { access: wishes.access }),
    ...(wishes.secret === null ? {} : { secret: wishes.secret }),
  });
  return { access, secretHash: null, secretCipher, secrets: { access, secret } };
}

function requireHmacWishes(input: CreateKeyInput): void {
  if (input.kind === "hmac") return;
  const field = input.access !== null ? "access" : input.secret !== null ? "secret" : null;
  if (field === null) return;
  const message = `The ${field} of a ${input.kind} key is made here; only hmac keys may bring one.`;
  throw new AppError("invalid_input", message, { fields: { [field]: [message] } });
}

function requireFuture(expiresAt: Date | null): void {
  if (expiresAt === null || expiresAt > now()) return;
  const message = "Choose an expiry in the future.";
  throw new AppError("invalid_input", message, { fields: { expiresAt: [message] } });
}

function requireKind(
  component: { id: string; service: string; clusterId: string | null },
  kind: KeyKind,
) {
  const service = component.service as Service;
  if (keyKindsOf({ service, clusterId: component.clusterId }).includes(kind)) return;
  const message = `Component ${component.id} is a ${service}; an hmac key signs case reports only.`;
  throw new AppError("invalid_input", message, { fields: { kind: [message] } });
}

function event(access: string, verb: string, change?: NewEvent["change"], note?: string): NewEvent {
  return {
    room: "admin",
    subjectType: "key",
    subjectId: access,
    verb,
    ...(change ? { change } : {}),
    ...(note ? { note } : {}),
  };
}

async function insertKey(
  tx: Tx,
  material: Material,
  facts: { kind: KeyKind; componentId: string; expiresAt: Date | null; rotatedFrom?: number },
): Promise<NewKey> {
  const { access, secretHash, secretCipher, secrets } = material;
  const { id } = await tx.apiKey.create({
    data: { ...facts, access, secretHash, secretCipher, createdAt: now() },
    select: { id: true },
  });
  return { id, kind: facts.kind, access, secrets };
}

/**
 * Makes a key and returns its secret, once. Throws `not_found` for an unknown component,
 * `invalid_input` for a kind the component cannot use, `conflict` for an hmac name that is taken.
 */
export async function createKey(actor: Actor, input: CreateKeyInput): Promise<NewKey> {
  const { componentId, kind, expiresAt } = input;
  requireHmacWishes(input);
  requireFuture(expiresAt);
  const material = makeMaterial(kind, input);
  const create = () =>
    transaction(async (tx) => {
      const component = await tx.component.findUnique({ where: { id: componentId } });
      if (!component) throw new AppError("not_found", `There is no component ${componentId}.`);
      requireKind(component, kind);
      const key = await insertKey(tx, material, { kind, componentId, expiresAt });
      const facts = { kind, componentId, expiresAt: expiresAt?.toISOString() ?? null };
      await record(tx, actor, [
        event(key.access, "create", { datum: "key", was: null, now: facts }),
      ]);
      await announce(tx, { room: "admin", kind: "change", ids: [componentId] });
      return key;
    });
  const message = `Another key is called ${material.access}.`;
  return onDuplicate(create, async () => ({ message, field: "access" }));
}

async function lockKey(tx: Tx, id: number) {
  await tx.$executeRaw`select from api_keys where id = ${id} for update`;
  const key = await tx.apiKey.findUnique({ where: { id } });
  if (!key) throw new AppError("not_found", "There is no such key.");
  return key;
}

/**
 * Gives the component a new key of the same kind; the old one ends now (`overlapHours` 0), after
 * the overlap, or when somebody revokes it (null). Throws `invalid_state` for a key that no longer
 * works or was rotated before: nobody would know which of two successors is in use.
 */
export async function rotateKey(actor: Actor, input: RotateKeyInput): Promise<NewKey> {
  requireFuture(input.expiresAt);
  return transaction(async (tx) => {
    const old = await lockKey(tx, input.id);
    const state = keyStateAt(old, now());
    if (state !== "active") {
      throw new AppError("invalid_state", `Key ${old.access} is ${state}; create a new one.`);
    }
    const successor = await tx.apiKey.findFirst({
      where: { rotatedFrom: old.id, state: "active" },
    });
    if (successor) {
      const message = `Key ${old.access} was rotated before: ${successor.access} followed it.`;
      throw new AppError("invalid_state", message);
    }
    const kind = old.kind as KeyKind;
    const { componentId } = old;
    const key = await insertKey(tx, makeMaterial(kind, { access: null, secret: null }), {
      kind,
      componentId,
      expiresAt: input.expiresAt,
      rotatedFrom: old.id,
    });
    const facts = { kind, componentId, expiresAt: input.expiresAt?.toISOString() ?? null };
    await record(tx, actor, [
      event(key.access, "create", { datum: "key", was: null, now: facts }, `follows ${old.access}`),
    ]);
    if (input.overlapHours === 0) await endKey(tx, actor, old);
    else await limitKey(tx, actor, old, overlapEnd(input.overlapHours, old.expiresAt, now()));
    await announce(tx, { room: "admin", kind: "change", ids: [componentId] });
    return key;
  });
}

type StoredKey = Awaited<ReturnType<typeof lockKey>>;

async function limitKey(tx: Tx, actor: Actor, key: StoredKey, end: Date | null): Promise<void> {
  const was = key.expiresAt?.toISOString() ?? null;
  const ends = end?.toISOString() ?? null;
  if (was !== ends) await tx.apiKey.update({ where: { id: key.id }, data: { expiresAt: end } });
  await record(tx, actor, [event(key.access, "rotate", { datum: "expiresAt", was, now: ends })]);
}

async function endKey(tx: Tx, actor: Actor, key: StoredKey): Promise<void> {
  await tx.apiKey.update({
    where: { id: key.id },
    data: { state: "revoked", revokedAt: now() },
  });
  await record(tx, actor, [
    event(key.access, "revoke", { datum: "state", was: "active", now: "revoked" }),
  ]);
}

/** Ends a key at once and for good. Throws `not_found`, or `invalid_state` when it was before. */
export function revokeKey(actor: Actor, input: { id: number }): Promise<void> {
  return transaction(async (tx) => {
    const key = await lockKey(tx, input.id);
    if (key.state === "revoked") {
      throw new AppError("invalid_state", `Key ${key.access} was revoked before.`);
    }
    await endKey(tx, actor, key);
    await announce(tx, { room: "admin", kind: "change", ids: [key.componentId] });
  });
}
