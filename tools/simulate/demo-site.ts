import "server-only";
import { createCluster } from "@/lib/admin/mutations/clusters";
import { createComponent } from "@/lib/admin/mutations/components";
import { createKey } from "@/lib/admin/mutations/keys";
import { createPerson } from "@/lib/admin/mutations/people";
import { type Role, type Service, systemActor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import type { SigningKey } from "./client";
import { simulatedDirectory } from "./directory";
import type { Collector, CollectorKind } from "./records";
import type { ScannerKey } from "./scanner";
import { simulatedVolumes } from "./volume";

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
}

/** People and groups for the feed: the staff too, and the demo's PI leads four groups. */
export function demoDirectory() {
  return simulatedDirectory(
    demoPeople.map(({ uid }) => ({ uid, name: demoNames[uid] ?? uid })),
    "pi",
  );
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

const demoSites: { kind: CollectorKind; site: string; name: string }[] = [
  { kind: "slurm", site: "alpine", name: "Alpine accounting" },
  { kind: "htcondor", site: "boreal", name: "Boreal accounting" },
  { kind: "drones", site: "cumulus", name: "Cumulus drones" },
];

/** An accounting collector for each site, with the credentials that its address carries. */
export async function createDemoCollectors(): Promise<Collector[]> {
  const collectors: Collector[] = [];
  for (const { kind, site, name } of demoSites) {
    const { id } = await createComponent(systemActor, {
      id: null,
      name,
      service: "collector",
      clusterId: null,
      site,
      volume: null,
      intervalSeconds: null,
    });
    collectors.push({ kind, site, credentials: await basicCredentials(id) });
  }
  return collectors;
}

/** Scanners once a day: one for each volume, and one that tells what holds for the whole site. */
const SCAN_INTERVAL_SECONDS = 86_400;

/** The demo's storage scanners, with their tokens. */
export async function createDemoScanners(): Promise<ScannerKey[]> {
  const scanners: ScannerKey[] = [];
  for (const volume of [null, ...simulatedVolumes.map(({ name }) => name)]) {
    const { id } = await createComponent(systemActor, {
      id: null,
      name: volume === null ? "Site scanner" : `Scanner of ${volume}`,
      service: "scanner",
      clusterId: null,
      site: null,
      volume,
      intervalSeconds: SCAN_INTERVAL_SECONDS,
    });
    const token = await bearerToken(id);
    scanners.push(volume === null ? { token } : { token, volume });
  }
  return scanners;
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

async function basicCredentials(componentId: string): Promise<string> {
  const { secrets } = await createKey(systemActor, { componentId, kind: "basic", ...noWishes });
  if ("password" in secrets) return `${secrets.user}:${secrets.password}`;
  throw new Error("a basic key has a password");
}

async function signingKey(componentId: string): Promise<SigningKey> {
  const { secrets } = await createKey(systemActor, { componentId, kind: "hmac", ...noWishes });
  if ("secret" in secrets) return secrets;
  throw new Error("an hmac key has a secret");
}
