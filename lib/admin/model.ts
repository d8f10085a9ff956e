import type { Service } from "@/lib/auth/model";
import { servicePermissionTable } from "@/lib/auth/model";

/**
 * Terms of this room.
 *
 * cluster    a compute cluster whose detectors and schedulers talk to us
 * component  a machine that talks to us; its service says what it may send or read
 * scope      what a component speaks for: one cluster, one accounting site or one volume
 * key        a credential of a component; the secret is shown once, at its creation
 * access     the public part of a key: hmac name, basic user, first characters of a token
 * kind       how a key is used: bearer token, hmac signature, basic user and password
 * rotate     give a component a new key while the old one still works for a while
 * overlap    how long the old key still works after a rotation
 * revoke     end a key at once, for good; the row stays as a trace
 * overdue    silent for more than 1.5 times the expected interval: one call was missed, and half
 *            of the next gap has passed as well; a component that never called counts from its
 *            creation; without an expected interval nothing is overdue
 * person     somebody who signs in, or whom the directory names
 */

export const keyKinds = ["bearer", "hmac", "basic"] as const;
export type KeyKind = (typeof keyKinds)[number];

export const keyStates = ["active", "expired", "revoked"] as const;
export type KeyState = (typeof keyStates)[number];

/** Hours the old key may go on working; null until somebody revokes it. */
export const overlaps = [0, 1, 24, null] as const;
export type OverlapHours = (typeof overlaps)[number];

const scopeKinds = ["cluster", "site", "volume"] as const;
export type ScopeKind = (typeof scopeKinds)[number];

const OVERDUE_FACTOR = 1.5;

/** One year. */
export const MAX_INTERVAL_SECONDS = 31_536_000;

/** What a component of this service speaks for; the first one stands in the form. */
export const scopesOfService: Record<
  Service,
  { allowed: readonly ScopeKind[]; isRequired: boolean }
> = {
  detector: { allowed: ["cluster"], isRequired: true },
  scheduler: { allowed: ["cluster"], isRequired: true },
  collector: { allowed: ["site", "cluster"], isRequired: false },
  scanner: { allowed: ["volume", "cluster"], isRequired: false },
  reader: { allowed: ["cluster", "site"], isRequired: false },
  monitor: { allowed: ["cluster"], isRequired: false },
};

/** What the case protocol's signatures are for: the services that its permissions name. */
function speaksCaseProtocol(service: Service): boolean {
  const { "protocol:report": report, "protocol:read": read } = servicePermissionTable;
  return [...report, ...read].some((allowed) => allowed === service);
}

/**
 * Kinds of key that make sense for a component, the usual one first. An hmac key signs requests of
 * the case protocol, which always reads the component's cluster.
 */
export function keyKindsOf(component: { service: Service; clusterId: string | null }): KeyKind[] {
  if (component.service === "collector") return ["basic", "bearer"];
  const isSigner = component.clusterId !== null && speaksCaseProtocol(component.service);
  return isSigner ? ["hmac", "bearer", "basic"] : ["bearer", "basic"];
}

/** The id a component gets when nobody names one: `<cluster>_<service>`; null where none fits. */
export function defaultComponentId(scope: string | null, service: Service): string | null {
  const prefix = scope === null ? "" : `${scope.toLowerCase().replace(/[^a-z0-9_]+/g, "_")}_`;
  const id = `${prefix}${service}`;
  return componentIdPattern.test(id) ? id : null;
}

/** Lower-case letters and digits after a first letter, at most 16. */
export const clusterIdPattern = /^[a-z][a-z0-9]{0,15}$/;
export const componentIdPattern = /^[a-z][a-z0-9_]{0,31}$/;
export const uidPattern = /^[a-z_][a-z0-9_.-]{0,31}$/;
export const accessPattern = /^[a-zA-Z0-9_]{1,16}$/;

/** Length of an hmac secret, in characters; the protocol's clients expect exactly this. */
export const HMAC_SECRET_LENGTH = 64;

/** What `isOverdue` looks at. */
export interface Heartbeat {
  lastHeardAt: Date | null;
  createdAt: Date;
  intervalSeconds: number | null;
}

/** Whether the component is silent for longer than 1.5 times its expected interval. */
export function isOverdue(component: Heartbeat, now: Date): boolean {
  if (component.intervalSeconds === null) return false;
  const since = component.lastHeardAt ?? component.createdAt;
  return now.getTime() - since.getTime() > component.intervalSeconds * OVERDUE_FACTOR * 1000;
}

/** Whether the key works at `now`, and if not, why. An expiry counts from its very instant. */
export function keyStateAt(key: { state: string; expiresAt: Date | null }, now: Date): KeyState {
  if (key.state === "revoked") return "revoked";
  return key.expiresAt !== null && key.expiresAt <= now ? "expired" : "active";
}

/**
 * When the old key ends after a rotation at `now`: never later than it would have ended anyway;
 * null for "until it is revoked".
 */
export function overlapEnd(
  overlapHours: OverlapHours,
  expiresAt: Date | null,
  now: Date,
): Date | null {
  if (overlapHours === null) return expiresAt;
  const end = new Date(now.getTime() + overlapHours * 3_600_000);
  return expiresAt !== null && expiresAt < end ? expiresAt : end;
}

/** What uses a record, in words: `2 components (a, b) and 14 cases`; empty when nothing does. */
export function describeUses(
  uses: readonly { count: number; one: string; many: string; names?: readonly string[] }[],
): string {
  const parts = uses
    .filter((use) => use.count > 0)
    .map(({ count, one, many, names = [] }) => {
      const shown = names.slice(0, 5).join(", ") + (count > 5 ? ", …" : "");
      return `${count} ${count === 1 ? one : many}${names.length > 0 ? ` (${shown})` : ""}`;
    });
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(parts);
}
