import "server-only";
import { grantsOf, type Role, type Viewer } from "@/lib/auth/model";
import { now, wholeSeconds } from "@/lib/platform/clock";
import { db, type Prisma } from "@/lib/platform/db";

/** Builders of believable people, clusters and cases, for database and browser tests. */

const MINUTE_MS = 60_000;
/** Gap between two reports of the made-up detectors. */
const REPORT_GAP_MS = 30 * MINUTE_MS;

let serial = 0;

/** A different number each time, for names that must not meet. */
function next(): number {
  serial += 1;
  return serial;
}

/** Somebody with these roles; `leads` are groups of which the person is PI. */
export async function makeViewer(
  role: Role | readonly Role[],
  options: { uid?: string; name?: string; cci?: string | null; leads?: string[] } = {},
): Promise<Viewer> {
  const roles: Role[] = typeof role === "string" ? [role] : [...role];
  const number = next();
  const uid = options.uid ?? `${roles[0] ?? "nobody"}${number}`;
  const cci = options.cci === undefined ? `tst-${String(number).padStart(3, "0")}` : options.cci;
  const name = options.name ?? `Person ${number}`;
  const groups = options.leads ?? [];
  const { id } = await db().person.create({
    data: {
      uid,
      cci,
      name,
      email: `${uid}@example.org`,
      roles: { create: roles.map((held) => ({ role: held })) },
      leads: { create: groups.map((group) => ({ name: group })) },
    },
  });
  const base = { kind: "person", id, uid, cci, name, givenName: null } as const;
  return { ...base, roles, groups, grants: grantsOf(roles) };
}

/** A cluster with a feed and one closed generation for each kind of case. */
export async function makeCluster(
  options: { id?: string; madeAt?: Date; generation?: number } = {},
): Promise<{ id: string; generationId: bigint }> {
  const id = options.id ?? `cluster${letters(next())}`;
  await db().cluster.create({ data: { id, name: `Cluster ${id}` } });
  let generationId = 0n;
  for (const kind of ["oldjob", "burst"]) {
    generationId = await makeGeneration(`${kind}:${id}`, kind, id, options);
  }
  return { id, generationId };
}

async function makeGeneration(
  name: string,
  kind: string,
  clusterId: string,
  options: { madeAt?: Date; generation?: number },
): Promise<bigint> {
  const madeAt = wholeSeconds(options.madeAt ?? now());
  const { sequenceId } = await db().taskManager.create({
    data: { taskManagerId: `made-${name}`, feed: { create: { name, kind, clusterId } } },
  });
  const { id } = await db().generation.create({
    data: {
      sequenceId,
      number: options.generation ?? 1,
      madeAt,
      closedAt: madeAt,
      state: "CLOSED",
      requestRef: "made",
    },
  });
  await db().feed.update({ where: { name }, data: { lastGenerationId: id } });
  return id;
}

export type CaseOverrides = Partial<Prisma.CaseUncheckedCreateInput> & {
  /** The metric report by report, oldest first; the last one is the case's own. */
  metrics?: number[];
};

/** A pending, unclaimed, current burst with its samples. */
export async function makeBurst(
  cluster: { id: string; generationId: bigint },
  overrides: CaseOverrides = {},
): Promise<{ id: number; account: string; version: number }> {
  return makeCase(cluster, {
    type: "bursts",
    state: "pending",
    detail: { firstJob: "1005", lastJob: "2000", submitters: ["user3", "user5"] },
    summary: { num_jobs: 12, cpus_total: 100 },
    ...overrides,
  });
}

/** An unclaimed, current old job with its samples; it has no decision. */
export async function makeOldJob(
  cluster: { id: string; generationId: bigint },
  overrides: CaseOverrides = {},
): Promise<{ id: number; account: string; version: number }> {
  return makeCase(cluster, {
    type: "oldjobs",
    state: null,
    detail: { submitters: ["user3"] },
    summary: { count: 3, mem: 200 },
    ...overrides,
  });
}

async function makeCase(
  cluster: { id: string; generationId: bigint },
  {
    metrics = [10, 20.5],
    ...overrides
  }: CaseOverrides & Pick<Prisma.CaseUncheckedCreateInput, "type" | "detail">,
) {
  const reportedAt = wholeSeconds(now());
  const account = overrides.account ?? `def-pi${next()}`;
  const at = (tick: number) =>
    new Date(reportedAt.getTime() - (metrics.length - tick) * REPORT_GAP_MS);
  const created = await db().case.create({
    data: {
      clusterId: cluster.id,
      resource: "cpu",
      metric: metrics.at(-1) ?? 0,
      ticks: Math.max(1, metrics.length),
      reportedAt,
      firstReportedAt: at(1),
      generationId: cluster.generationId,
      searchText: `${account} user3`.toLowerCase(),
      ...overrides,
      account,
      samples: {
        create: metrics.map((metric, index) => ({ tick: index + 1, at: at(index + 1), metric })),
      },
    },
  });
  return { id: created.id, account, version: created.version };
}

/**
 * Many bursts in three statements, for lists and measurements: `current` of them in the newest
 * report, the rest in the archive. Metrics and accounts are spread evenly and always the same.
 */
export async function makeQueue(
  clusterIds: readonly string[],
  size: { current: number; archived: number; samples?: number },
): Promise<void> {
  const total = size.current + size.archived;
  await db().$executeRaw`
    insert into cases (type, cluster_id, account, resource, state, metric, ticks, reported_at,
      first_reported_at, generation_id, is_current, summary, detail, search_text)
    select 'bursts', (${[...clusterIds]}::text[])[1 + n % ${clusterIds.length}::int],
      'def-acct' || n, case when n % 3 = 0 then 'gpu' else 'cpu' end,
      case when n % 10 = 0 then 'rejected' else 'pending' end, (n * 7919 % 100000) / 100.0,
      1 + n % 40, now() - n % 1000 * interval '1 minute', now() - interval '60 days', 1,
      n <= ${size.current}::int, jsonb_build_object('num_jobs', n % 500),
      jsonb_build_object('firstJob', n::text, 'lastJob', (n + 100)::text,
        'submitters', jsonb_build_array('user' || n % 97)),
      'def-acct' || n || ' user' || n % 97 || ' num_jobs ' || n % 500
    from generate_series(1, ${total}::int) n`;
  await db().$executeRaw`
    insert into case_samples (case_id, tick, at, metric)
    select c.id, t, c.reported_at - (${size.samples ?? 5}::int - t) * interval '30 minutes',
      c.metric + t
    from cases c, generate_series(1, ${size.samples ?? 5}::int) t
    on conflict do nothing`;
  await db().$executeRaw`analyze cases, case_samples`;
}

// Cluster ids are letters only.
function letters(number: number): string {
  return String(number).replace(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
}
