import "server-only";
import { randomBytes } from "node:crypto";
import { type Role, type Service, systemActor } from "@/lib/auth/model";
import { type KeyKind, keyKindsOf } from "./model";
import { createCluster } from "./mutations/clusters";
import { type ComponentDto, createComponent } from "./mutations/components";
import { createKey, type NewKey } from "./mutations/keys";
import { createPerson, type PersonDto } from "./mutations/people";
import type { CreateClusterInput, CreateComponentInput, CreateKeyInput } from "./schema";

/** Fits every id of this room and is never the same twice. */
export function uniqueSuffix(): string {
  return randomBytes(4).toString("hex");
}

/** A cluster with a name of its own. */
export function makeCluster(wishes: Partial<CreateClusterInput> = {}) {
  const suffix = uniqueSuffix();
  return createCluster(systemActor, { id: `c${suffix}`, name: `Cluster ${suffix}`, ...wishes });
}

/** A component; a detector or scheduler gets a new cluster unless one is named. */
export async function makeComponent(
  wishes: Partial<CreateComponentInput> & { service?: Service } = {},
): Promise<ComponentDto> {
  const service = wishes.service ?? "detector";
  const needsCluster = service === "detector" || service === "scheduler";
  const clusterId = wishes.clusterId ?? (needsCluster ? (await makeCluster()).id : null);
  const suffix = uniqueSuffix();
  return createComponent(systemActor, {
    id: `${service}_${suffix}`,
    name: `${service[0]?.toUpperCase()}${service.slice(1)} ${suffix}`,
    site: null,
    volume: null,
    intervalSeconds: null,
    ...wishes,
    service,
    clusterId,
  });
}

/** A key of the component's usual kind, with its secret. */
export function makeKey(
  component: Pick<ComponentDto, "id" | "service" | "clusterId">,
  wishes: Partial<CreateKeyInput> & { kind?: KeyKind } = {},
): Promise<NewKey> {
  const kind = wishes.kind ?? keyKindsOf(component)[0] ?? "bearer";
  return createKey(systemActor, {
    expiresAt: null,
    access: null,
    secret: null,
    ...wishes,
    kind,
    componentId: component.id,
  });
}

/** A person with these roles, who has a password only where one is given. */
export function makePerson(
  roles: Role[],
  wishes: { uid?: string; name?: string; email?: string | null; password?: string } = {},
): Promise<PersonDto> {
  const suffix = uniqueSuffix();
  return createPerson(systemActor, {
    uid: wishes.uid ?? `u${suffix}`,
    name: wishes.name ?? `Person ${suffix}`,
    email: wishes.email ?? null,
    roles,
    password: wishes.password ?? null,
  });
}
