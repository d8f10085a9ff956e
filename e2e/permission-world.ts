import { randomBytes } from "node:crypto";
import { defaultRules } from "@/lib/accounting/model/mapping";
import { newBearer } from "@/lib/auth/key-secrets";
import { type Role, type Service, services } from "@/lib/auth/model";
import { db, type Prisma } from "@/lib/platform/db";
import { makeStoredScan, makeVaultEntries, makeVolume } from "@/lib/storage/factory";
import { type SigningKey, signedHeaders } from "@/tools/simulate/client";
import { addSigningKey, openServerDatabase, sessionCookieOf } from "./fixtures";

/**
 * Everybody who can knock at a door, with credentials of their own, and the records they knock
 * about. All of it belongs to one test run, so that tests beside it change nothing here.
 */

export const people = [
  "nobody",
  "forged",
  "disabled",
  "revoked",
  "roleless",
  "analyst",
  "pi",
  "admin",
] as const;
export type Person = (typeof people)[number];

const keyKinds = ["bearer", "hmac"] as const;
export type Machine = `${Service}:${(typeof keyKinds)[number]}`;
export const machines: Machine[] = services.flatMap((service) =>
  keyKinds.map((kind): Machine => `${service}:${kind}`),
);

export type Caller = Person | Machine;
export const callers: Caller[] = [...people, ...machines];

export function letters(length: number): string {
  return [...randomBytes(length)].map((byte) => "abcdefghijklmnop"[byte % 16]).join("");
}

export interface Cast {
  /** Cluster of every machine of the cast. */
  cluster: string;
  /** The Cookie header of a person; undefined for nobody. */
  cookieOf(who: Person): string | undefined;
  idOf(who: Person): number;
  /** Headers that a caller sends with this request. */
  headersOf(caller: Caller, method: string, url: URL): Record<string, string>;
}

const rolesOf: Partial<Record<Person, Role[]>> = {
  disabled: ["admin"],
  revoked: ["admin"],
  analyst: ["analyst"],
  pi: ["pi"],
  admin: ["admin"],
};

async function makePerson(who: Person, tag: string): Promise<number> {
  const { id } = await db().person.create({
    data: {
      uid: `${who}-${tag}`,
      name: `Matrix ${who}`,
      disabledAt: who === "disabled" ? new Date() : null,
      // A session begins with whole seconds; a minute ahead is after any that starts now.
      sessionsRevokedAt: who === "revoked" ? new Date(Date.now() + 60_000) : null,
      roles: { create: (rolesOf[who] ?? []).map((role) => ({ role })) },
      leads: { create: who === "pi" ? [{ name: ownGroup(tag) }] : [] },
    },
  });
  return id;
}

const ownGroup = (tag: string) => `own-${tag}`;

async function addToken(componentId: string): Promise<string> {
  const { token, access, secretHash } = newBearer();
  await db().apiKey.create({ data: { kind: "bearer", access, secretHash, componentId } });
  return token;
}

/** Makes one person of each kind and one component of each service with a token and a key. */
export async function makeCast(): Promise<Cast> {
  await openServerDatabase();
  const cluster = `m${letters(11)}`;
  await db().cluster.create({ data: { id: cluster, name: `Matrix ${cluster}` } });
  const ids = new Map<Person, number>();
  const cookies = new Map<Person, string>();
  for (const who of people) {
    if (who === "nobody") continue;
    if (who === "forged") {
      const { name } = await sessionCookieOf(1);
      cookies.set(who, `${name}=forged`);
      continue;
    }
    const id = await makePerson(who, cluster);
    const { name, value } = await sessionCookieOf(id);
    ids.set(who, id);
    cookies.set(who, `${name}=${value}`);
  }
  const keys = new Map<Service, { key: SigningKey; token: string }>();
  for (const service of services) {
    const key = await addSigningKey(cluster, service);
    keys.set(service, { key, token: await addToken(`${cluster}_${service}`) });
  }
  return {
    cluster,
    cookieOf: (who) => cookies.get(who),
    idOf: (who) => ids.get(who) ?? 0,
    headersOf: (caller, method, url) => {
      const [service = "", kind] = caller.split(":");
      const held = keys.get(service as Service);
      if (held && kind === "hmac") return signedHeaders(held.key, method, url, new Date());
      if (held) return { authorization: `Bearer ${held.token}` };
      const cookie = cookies.get(caller as Person);
      return cookie ? { cookie } : {};
    },
  };
}

/** Records to act upon, fresh for one call or for all the calls that must change none of them. */
export interface World {
  /** All that belongs to this world is named after it. */
  tag: string;
  clusterId: string;
  /** A pending, unclaimed burst with a ticket. */
  caseId: number;
  /** Claimed by somebody outside the cast. */
  heldCaseId: number;
  /** Claimed by whoever calls. */
  ownCaseId: number;
  acceptedCaseId: number;
  /** An analyst to assign to. */
  staffUid: string;
  /** A cluster and a component that nothing uses. */
  spareClusterId: string;
  componentId: string;
  keyId: number;
  /** A component whose records have a mapping of their own. */
  mappedSource: string;
  personId: number;
  disabledPersonId: number;
  /** A feed of the cluster with two generations, and a report that was turned away. */
  feed: string;
  refusalId: bigint;
  /** Of the settings that hold for the whole installation. */
  retentionVersion: number;
  storageVersion: number;
  /** A volume of which one scan was stored. */
  volume: string;
  /** What the group `def-<cluster>` has on it; led by whoever calls. */
  directory: { gid: string; baseId: number; bucket: string };
  emptyVolume: string;
  heldScanId: string;
  /** A record that came under a taken id, and nobody decided on. */
  conflictId: string;
}

/** A feed with two generations, and a refused report; returns its id. */
async function makeFeed(name: string, clusterId: string): Promise<bigint> {
  const { sequenceId } = await db().taskManager.create({
    data: {
      taskManagerId: `made-${clusterId}`,
      feed: { create: { name, kind: "burst", clusterId } },
    },
  });
  const madeAt = new Date();
  const made = { sequenceId, madeAt, closedAt: madeAt, state: "CLOSED", requestRef: "made" };
  await db().generation.create({ data: { ...made, number: 1 } });
  const { id } = await db().generation.create({ data: { ...made, number: 2 } });
  await db().feed.update({ where: { name }, data: { lastGenerationId: id, lastNumber: 2 } });
  const blob = { hash: "permission-world", encoding: "json", rawSize: 1, storedSize: 1 };
  await db().productBlob.createMany({
    data: [{ ...blob, bytes: Buffer.from("1") }],
    skipDuplicates: true,
  });
  const times = { createTime: madeAt, scheduledCreateTime: madeAt, generationTime: madeAt };
  await db().dataProduct.create({
    data: {
      ...{ generationId: id, key: "report", blobHash: blob.hash, creator: "made" },
      ...{ ...times, originNumber: 2, expirationTime: new Date(madeAt.getTime() + 1_800_000) },
    },
  });
  const refusal = await db().refusal.create({
    data: { feedName: name, requestRef: "made", code: "invalid_input", detail: "No account." },
  });
  await db().accountingRefusedRecord.create({
    data: { refusalId: refusal.id, line: 1, content: "{}", reason: "No id." },
  });
  return refusal.id;
}

/** What every caller has saved already. */
export const savedViews = [{ name: "Matrix", query: "state=pending" }];

async function makeCase(clusterId: string, more: Partial<Prisma.CaseUncheckedCreateInput>) {
  const at = new Date();
  const { id } = await db().case.create({
    data: {
      type: "bursts",
      clusterId,
      account: `def-${clusterId}`,
      resource: "cpu",
      state: "pending",
      metric: 12.5,
      reportedAt: at,
      firstReportedAt: at,
      generationId: 0n,
      ticketNo: "2026010101",
      detail: { firstJob: "1", lastJob: "2", submitters: ["user1"] },
      ...more,
      samples: { create: [{ tick: 1, at, metric: 12.5 }] },
    },
  });
  return id;
}

/** A mapping of the source, and a file of an archived month, which all worlds share. */
/** Returns the id of a record under a taken id. */
async function makeAccounting(source: string): Promise<string> {
  const updatedAt = new Date();
  const rules = JSON.parse(JSON.stringify(defaultRules));
  await db().accountingMapping.create({ data: { source, rules, updatedAt } });
  const month = new Date("1998-01-01T00:00:00Z");
  await db().accountingArchive.upsert({
    where: { month_part: { month, part: 1 } },
    create: { month, fileName: "matrix-1998-01", state: "deleted", createdAt: updatedAt },
    update: {},
  });
  const { id } = await db().accountingConflict.create({
    data: {
      ...{ recordId: `${source}-taken`, source, components: [], contentHash: 1n },
      ...{ startAt: updatedAt, firstAt: updatedAt, lastAt: updatedAt },
    },
  });
  return String(id);
}

/** A volume with a scan of one group, which the person leads. */
async function makeStorage(tag: string, group: string, leaderId: number | null) {
  const gid = BigInt(`0x${randomBytes(6).toString("hex")}`);
  const uid = gid + 1n;
  await db().group.create({ data: { name: group, gid, piId: leaderId } });
  const volume = await makeVolume(`${tag}v`);
  const path = `/lustre/${volume}/${group}`;
  const used = { gid, path, usedBytes: 90n, quotaBytes: 100n, level: 3 };
  await makeStoredScan(volume, {
    recordOn: "2026-11-01",
    groups: [used],
    directories: [{ gid, path, bucket: "raw", bytes: 80n }],
    users: [{ uid, gid, usedBytes: 90n }],
  });
  await makeVaultEntries(volume, [
    { path: `${path}/a`, action: "Keep", gid, firstOn: "2026-11-01" },
  ]);
  const { id } = await db().baseDirectory.findFirstOrThrow({ where: { volumeName: volume } });
  const emptyVolume = await makeVolume(`${tag}e`);
  const held = await makeStoredScan(volume, { recordOn: "2026-11-02", state: "held" });
  return {
    volume,
    emptyVolume,
    heldScanId: String(held),
    directory: { gid: String(gid), baseId: id, bucket: "raw" },
  };
}

async function readStorageVersion(): Promise<number> {
  const { version } = await db().storageSettings.findUniqueOrThrow({ where: { id: 1 } });
  return version;
}

async function readRetentionVersion(): Promise<number> {
  const { version } = await db().retentionSettings.findUniqueOrThrow({ where: { id: 1 } });
  return version;
}

/** A world for a caller: some of its records are the caller's own. */
export async function makeWorld(callerId = 0): Promise<World> {
  const tag = `w${letters(9)}`;
  const clusterId = `${tag}a`;
  const spareClusterId = `${tag}b`;
  await db().cluster.createMany({
    data: [clusterId, spareClusterId].map((id) => ({ id, name: `World ${id}` })),
  });
  const componentId = `${tag}_reader`;
  const keyedId = `${tag}_keyed`;
  await db().component.createMany({
    data: [componentId, keyedId].map((id) => ({ id, name: id, service: "reader", clusterId })),
  });
  await addToken(keyedId);
  const key = await db().apiKey.findFirstOrThrow({ where: { componentId: keyedId } });
  const conflictId = await makeAccounting(keyedId);
  const staffUid = `${tag}-staff`;
  const person = (uid: string, more: Partial<Prisma.PersonUncheckedCreateInput> = {}) =>
    db().person.create({ data: { uid, name: uid, ...more }, select: { id: true } });
  const staff = await person(staffUid, { roles: { create: [{ role: "analyst" }] } });
  const { id: personId } = await person(`${tag}-person`);
  const { id: disabledPersonId } = await person(`${tag}-gone`, { disabledAt: new Date() });
  const own = callerId === 0 ? staff.id : callerId;
  const view = { personId: own, key: "cases.views" };
  await db().personPreference.upsert({
    where: { personId_key: view },
    create: { ...view, value: savedViews },
    update: { value: savedViews },
  });
  return {
    tag,
    clusterId,
    caseId: await makeCase(clusterId, {}),
    heldCaseId: await makeCase(clusterId, { claimantId: staff.id, claimedAt: new Date() }),
    ownCaseId: await makeCase(clusterId, { claimantId: own, claimedAt: new Date() }),
    acceptedCaseId: await makeCase(clusterId, { state: "accepted", decidedAt: new Date() }),
    staffUid,
    spareClusterId,
    componentId,
    keyId: key.id,
    mappedSource: keyedId,
    conflictId,
    personId,
    disabledPersonId,
    feed: `burst:${clusterId}`,
    refusalId: await makeFeed(`burst:${clusterId}`, clusterId),
    retentionVersion: await readRetentionVersion(),
    storageVersion: await readStorageVersion(),
    ...(await makeStorage(tag, `def-${clusterId}`, callerId === 0 ? null : callerId)),
  };
}

/** Everything of a world, and what these people set for themselves, as text to compare. */
export async function snapshot(world: World, cast: Cast): Promise<string> {
  const like = `${world.tag}%`;
  const castIds = people.map((who) => cast.idOf(who));
  const [row] = await db().$queryRaw<{ text: string }[]>`
    select json_build_array(
      (select json_agg(c order by c.id) from cases c where c.cluster_id like ${like}),
      (select json_agg(c order by c.id) from clusters c where c.id like ${like}),
      (select json_agg(c order by c.id) from components c
        where c.id like ${like} or c.cluster_id like ${like}),
      (select json_agg(k order by k.id) from api_keys k join components c on c.id = k.component_id
        where c.cluster_id like ${like}),
      (select json_agg(p order by p.id) from people p where p.uid like ${like}),
      (select json_agg(r order by r.person_id, r.role) from person_roles r
        join people p on p.id = r.person_id where p.uid like ${like}),
      (select count(*) from password_credentials c
        join people p on p.id = c.person_id where p.uid like ${like}),
      (select json_agg(x order by x.person_id, x.key) from person_preferences x
        where x.person_id = any(${castIds}::int[])),
      (select json_agg(m order by m.source) from accounting_mappings m where m.source like ${like}),
      (select json_agg(c order by c.id) from accounting_conflicts c where c.source like ${like}),
      (select json_agg(s order by s.source) from accounting_senders s where s.source like ${like}),
      (select json_agg(k order by k.line) from accounting_refused_records k
        where k.refusal_id = ${world.refusalId}),
      (select json_agg(f order by f.name) from feeds f where f.cluster_id like ${like}),
      (select json_agg(t order by t.sequence_id) from task_managers t
        join feeds f on f.name = t.feed_name where f.cluster_id like ${like}),
      (select json_agg(p order by p.generation_id, p.key) from data_products p
        join generations g on g.id = p.generation_id
        join task_managers t on t.sequence_id = g.sequence_id
        join feeds f on f.name = t.feed_name where f.cluster_id like ${like}),
      (select to_json(s) from retention_settings s),
      (select json_agg(d order by d.id) from directory_decisions d where d.volume_name like ${like}),
      (select count(*) from reaper_runs r where r.requested_by like ${`%-${cast.cluster}`}),
      (select count(*) from history_events h
        where h.subject_id like ${like} or h.actor_id like ${`%-${cast.cluster}`}
          or (h.subject_type = 'case' and h.subject_id in (
            select c.id::text from cases c where c.cluster_id like ${like})))
    )::text as text`;
  return row?.text ?? "";
}
