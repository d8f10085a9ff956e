import "server-only";
import { createCluster } from "@/lib/admin/mutations/clusters";
import { createComponent } from "@/lib/admin/mutations/components";
import { createKey } from "@/lib/admin/mutations/keys";
import { createPerson } from "@/lib/admin/mutations/people";
import { type Role, type Service, systemActor } from "@/lib/auth/model";
import { loadDirectory } from "@/lib/directory/mutations/load";
import { db } from "@/lib/platform/db";
import type { SigningKey } from "./client";
import { simulatedAccounts } from "./cluster";

/** The demo's people, clusters and keys, made by the same rules as real ones. */

export interface DemoPerson {
  uid: string;
  role: Role;
  password: string;
}

/** One sign-in per role. The passwords are public: the demo listens on this machine only. */
export const demoPeople: DemoPerson[] = [
  { uid: "analyst", role: "analyst", password: "headroom-analyst" },
  { uid: "analyst2", role: "analyst", password: "headroom-analyst2" },
  { uid: "admin", role: "admin", password: "headroom-admin" },
  { uid: "pi", role: "pi", password: "headroom-demo-pi" },
];

const demoNames: Record<string, string> = {
  analyst: "Demo Analyst",
  analyst2: "Second Analyst",
  admin: "Demo Admin",
  pi: "Demo PI",
};

const demoClusters = [
  { id: "alpine", name: "Alpine" },
  { id: "boreal", name: "Boreal" },
];

/** How often the demo's detectors report. */
export const DEMO_INTERVAL_SECONDS = 60;

export interface DemoKeys {
  tokens: string[];
  detectors: SigningKey[];
  schedulers: SigningKey[];
}

/** Whether the database already holds a site, which a second demo must not play again. */
export async function isEmptySite(): Promise<boolean> {
  return (await db().cluster.count()) === 0;
}

export async function createDemoPeople(): Promise<void> {
  for (const { uid, role, password } of demoPeople) {
    await createPerson(systemActor, {
      uid,
      name: demoNames[uid] ?? uid,
      email: `${uid}@example.org`,
      roles: [role],
      password,
    });
  }
  await loadDirectory(systemActor, demoDirectory());
}

/** Every simulated account is a group; its first user leads it, and the demo's PI leads four. */
function demoDirectory() {
  const people = simulatedAccounts.flatMap(({ users }) =>
    users.map((uid) => ({ uid, name: `User ${uid}`, email: `${uid}@example.org`, language: "en" })),
  );
  const groups = simulatedAccounts.map(({ name, users }, index) => ({
    name,
    gid: 3000 + index,
    pi: index % 7 === 0 ? "pi" : users[0],
    members: users,
  }));
  const staff = demoPeople.map(({ uid }) => ({ uid, name: demoNames[uid] ?? uid }));
  return { people: [...staff, ...people], groups };
}

export async function createDemoClusters(): Promise<DemoKeys> {
  const keys: DemoKeys = { tokens: [], detectors: [], schedulers: [] };
  for (const cluster of demoClusters) {
    await createCluster(systemActor, cluster);
    const detector = await createMachine(cluster, "detector");
    const scheduler = await createMachine(cluster, "scheduler");
    keys.tokens.push(await bearerToken(detector));
    keys.detectors.push(await signingKey(detector));
    keys.schedulers.push(await signingKey(scheduler));
  }
  return keys;
}

async function createMachine(
  cluster: { id: string; name: string },
  service: Service,
): Promise<string> {
  const { id } = await createComponent(systemActor, {
    id: null,
    name: `${cluster.name} ${service}`,
    service,
    clusterId: cluster.id,
    site: null,
    volume: null,
    intervalSeconds: DEMO_INTERVAL_SECONDS,
  });
  return id;
}

const noWishes = { expiresAt: null, access: null, secret: null };

async function bearerToken(componentId: string): Promise<string> {
  const { secrets } = await createKey(systemActor, { componentId, kind: "bearer", ...noWishes });
  if ("token" in secrets) return secrets.token;
  throw new Error("a bearer key has a token");
}

async function signingKey(componentId: string): Promise<SigningKey> {
  const { secrets } = await createKey(systemActor, { componentId, kind: "hmac", ...noWishes });
  if ("secret" in secrets) return secrets;
  throw new Error("an hmac key has a secret");
}
