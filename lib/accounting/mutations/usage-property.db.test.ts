import fc from "fast-check";
import { expect, it } from "vitest";
import { type ComponentActor, systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db, transaction } from "@/lib/platform/db";
import { addRecords } from "../ingest/add-records";
import { endRecord } from "../ingest/end-record";
import { DEFAULT_SOURCE, defaultRules, type MappingRules, presets } from "../model/mapping";
import { parseRecord } from "../schema/read-record";
import { rebuild, requestRebuild } from "./rebuild";
import { rollUp } from "./roll-up";
import { saveMapping } from "./save-mapping";

/**
 * The roll-ups against a slow model that anybody can follow: whatever is added, ended late, mapped
 * anew, archived and restored, in whatever order, the sums agree to the last microsecond; and so
 * they do after a rebuild.
 */

/** More are run by hand: HEADROOM_TEST_USAGE_RUNS=200. */
const RUNS = Number(process.env.HEADROOM_TEST_USAGE_RUNS ?? 12);
const SEED = 20_261_122;

const MICRO = 1_000_000n;
const HOUR = 3_600n * MICRO;
const DAY = 24n * HOUR;
const LONGEST = 366n * DAY;
const BASE = BigInt(Date.UTC(2026, 1, 27)) * 1_000n;

const admin = viewerWithoutPerson("root", "Root", ["admin"]);

interface Sent {
  id: string;
  source: string | null;
  meta: Record<string, string[]> | null;
  components: { name: string; amount: bigint; scores: { name: string; value: number }[] }[];
  start: bigint;
  stop: bigint | null;
}

// Three sets of rules, told apart by keys, units, factors and scores.
const ruleSets: MappingRules[] = [
  defaultRules,
  {
    ...presets.kubernetes.rules,
    user: { keys: ["user_id"], fallback: "nobody" },
    site: { keys: [], fallback: "Cloud" },
    cores: [
      { components: ["naive_cpu_time"], unit: "core-seconds", factor: "1" },
      { components: ["Cores"], unit: "millicores", factor: "1.5" },
    ],
    scores: ["HEPSPEC"],
  },
  {
    ...defaultRules,
    group: { keys: ["voms", "group_id"], fallback: null },
    cores: [{ components: ["Cores", "CPU"], unit: "cores", factor: "0.25" }],
    cpuTime: [{ components: ["TotalCPU"], unit: "ms", factor: "1" }],
  },
];

// --- the model ---------------------------------------------------------------------------------

interface Counted {
  names: [string, string, string];
  /** Millionths. */
  cores: bigint;
  gpus: bigint;
  normalised: bigint;
  memory: bigint;
  cpuUs: bigint;
  start: bigint;
  stop: bigint | null;
}

/** A decimal text in billionths of billionths: more places than any rule here has. */
const ATTO = 10n ** 24n;

function decimal(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * ATTO + BigInt(fraction.padEnd(24, "0"));
}

const rounded = (value: bigint, by: bigint) => (2n * value + by) / (2n * by);

const multipliers: Record<string, string> = {
  cores: "1",
  millicores: "0.001",
  gpus: "1",
  s: "1000000",
  ms: "1000",
  MiB: "1",
  bytes: "0.00000095367431640625",
  "core-seconds": "1",
};

function readRecord(sent: Sent, rules: MappingRules, site: string): Counted {
  const nameOf = ({ keys, fallback }: { keys: string[]; fallback: string | null }, own = "") => {
    const key = keys.find((candidate) => sent.meta?.[candidate]?.[0] !== undefined);
    return (key !== undefined && sent.meta?.[key]?.[0]) || (fallback ?? own);
  };
  const length = sent.stop === null ? null : sent.stop - sent.start;
  const amountOf = (quantity: "cores" | "gpus" | "cpuTime" | "memory", places: bigint) => {
    for (const rule of rules[quantity]) {
      const parts = sent.components.filter(({ name }) => rule.components.includes(name));
      if (parts.length === 0) continue;
      const sum = parts.reduce((total, { amount }) => total + amount, 0n);
      const exact = sum * decimal(multipliers[rule.unit] ?? "") * decimal(rule.factor);
      if (rule.unit !== "core-seconds") return { value: exact, by: ATTO * ATTO, parts, places };
      if (length === null || length <= 0n) return { value: 0n, by: 1n, parts, places };
      return { value: exact * MICRO, by: ATTO * ATTO * length, parts, places };
    }
    return { value: 0n, by: 1n, parts: [], places };
  };
  const rate = (quantity: "cores" | "gpus" | "memory") => {
    const { value, by, places } = amountOf(quantity, MICRO);
    return rounded(value * places, by);
  };
  const cpu = amountOf("cpuTime", 1n);
  const [part] = amountOf("cores", 1n).parts;
  const score = rules.scores
    .map((name) => part?.scores.find((candidate) => candidate.name === name)?.value)
    .find((value) => value !== undefined);
  const cores = rate("cores");
  const atMost = (limit: bigint, value: bigint) => (value > limit ? 0n : value);
  const normalised = rounded(cores * decimal(String(score ?? 0)), ATTO);
  return {
    names: [nameOf(rules.site, site), nameOf(rules.group), nameOf(rules.user)],
    cores: atMost(10_000_000n * MICRO, cores),
    gpus: atMost(10_000_000n * MICRO, rate("gpus")),
    memory: atMost(MICRO * MICRO * MICRO, rate("memory")),
    normalised: atMost(MICRO * MICRO * MICRO, normalised),
    cpuUs: atMost(10n ** 21n, cpu.value / cpu.by),
    start: sent.start,
    stop: sent.stop,
  };
}

const later = (a: bigint, b: bigint) => (a > b ? a : b);
const earlier = (a: bigint, b: bigint) => (a < b ? a : b);

type Cell = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

function addUsage(cells: Map<string, Cell>, record: Counted, unit: bigint, until: bigint): void {
  const { start, stop, cpuUs } = record;
  if (start >= until) return;
  const whole = earlier(stop ?? until, start + LONGEST);
  const end = earlier(whole, until);
  const last = later(end - 1n, start);
  const cpuAt = (at: bigint) =>
    stop !== null && stop > start ? (cpuUs * (at - start)) / (stop - start) : 0n;
  for (let bucket = start / unit; bucket <= last / unit; bucket += 1n) {
    const from = later(bucket * unit, start);
    const to = later(from, earlier((bucket + 1n) * unit, end));
    const us = to - from;
    const key = [bucket * unit, ...record.names].join("|");
    const cell = cells.get(key) ?? [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
    cell[0] += record.cores * us;
    cell[1] += record.gpus * us;
    cell[2] += record.normalised * us;
    cell[3] += record.memory * us;
    cell[4] += cpuAt(to) - cpuAt(from);
    cell[5] += bucket === start / unit ? 1n : 0n;
    cell[6] += stop !== null && whole <= until && bucket === last / unit ? 1n : 0n;
    cell[7] += 1n;
    cells.set(key, cell);
  }
}

// --- the database ------------------------------------------------------------------------------

async function readCells(table: "accounting_hours" | "accounting_days"): Promise<string[]> {
  const rows = await db().$queryRawUnsafe<{ line: string }[]>(`
    select concat_ws('|', (extract(epoch from h.at) * 1000000)::bigint, s.name, g.name, u.name)
      || ': ' || concat_ws(',', trunc(core_us * 1000000), trunc(gpu_us * 1000000),
      trunc(normalised_us * 1000000), trunc(memory_mib_us * 1000000), trunc(cpu_us),
      started_count, ended_count, ran_count) as line
    from ${table} h join accounting_names s on s.id = site_id
    join accounting_names g on g.id = group_id join accounting_names u on u.id = user_id
    where ran_count <> 0 or core_us <> 0 or cpu_us <> 0 or started_count <> 0 or ended_count <> 0`);
  return rows.map(({ line }) => line).sort();
}

function modelCells(counted: readonly Counted[], unit: bigint, until: bigint): string[] {
  const cells = new Map<string, Cell>();
  for (const record of counted) addUsage(cells, record, unit, until);
  return [...cells].map(([key, sums]) => `${key}: ${sums.join(",")}`).sort();
}

const text = (us: bigint) => {
  const iso = new Date(Number(us / 1_000n)).toISOString();
  return `${iso.slice(0, -1)}${String(us % 1_000n).padStart(3, "0")}Z`;
};

function actorOf(source: string | null): ComponentActor | null {
  if (source === null) return null;
  const nowhere = { clusterId: null, site: null, volume: null };
  return {
    kind: "component",
    id: source,
    name: source,
    service: "collector",
    ...nowhere,
    keyId: 0,
  };
}

const toRecord = (sent: Sent) =>
  parseRecord(
    `{"record_id":"${sent.id}","meta":${JSON.stringify(sent.meta)},"components":[${sent.components
      .map(
        ({ name, amount, scores }) =>
          `{"name":"${name}","amount":${amount},"scores":${JSON.stringify(scores)}}`,
      )
      .join()}],"start_time":"${text(sent.start)}","stop_time":${
      sent.stop === null ? "null" : `"${text(sent.stop)}"`
    }}`,
  );

// --- what happens ------------------------------------------------------------------------------

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);

const metas = fc.option(
  fc.dictionary(
    oneOf("site_id", "site", "group_id", "namespace", "voms", "user_id"),
    fc.array(oneOf("A", "B", "c c"), { maxLength: 2 }),
    { maxKeys: 4 },
  ),
  { freq: 8 },
);

const componentLists = fc.array(
  fc.record({
    name: oneOf("Cores", "CPU", "TotalCPU", "UserCPU", "naive_cpu_time", "GPUs", "Memory", "x"),
    amount: oneOf(0n, 1n, 3n, 8n, 61_610n, 10_000_000n, 9_126_805_504n, 2n ** 63n - 1n),
    scores: fc.array(
      fc.record({ name: oneOf("HEPSPEC", "HEPSPEC06"), value: oneOf(0, 1.5, 18.46, 100) }),
      { maxLength: 2 },
    ),
  }),
  { maxLength: 4 },
);

// Mostly hours and days; now and then a bad clock, and what lasts for years.
const lengths = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 3n * DAY) },
  { weight: 2, arbitrary: fc.bigInt(0n, 60n).map((minutes) => minutes * 60n * MICRO) },
  { weight: 1, arbitrary: fc.bigInt(-2n * HOUR, 0n) },
  { weight: 1, arbitrary: oneOf(365n * DAY, 367n * DAY + 5n, -BASE) },
);

const starts = fc.oneof(
  fc.bigInt(0n, 4n * DAY),
  fc.bigInt(0n, 96n).map((hours) => hours * HOUR),
);

type Step =
  | {
      kind: "add";
      records: {
        meta: Sent["meta"];
        components: Sent["components"];
        start: bigint;
        length: bigint | null;
        source: string | null;
      }[];
    }
  | { kind: "end"; which: number; length: bigint }
  | { kind: "map"; source: string; rules: number }
  | { kind: "wait"; us: bigint }
  | { kind: "archive" }
  | { kind: "restore" }
  | { kind: "roll" }
  | { kind: "rebuild" };

const added = fc.record({
  meta: metas,
  components: componentLists,
  start: starts,
  length: fc.option(lengths, { freq: 3 }),
  source: oneOf(null, "c1", "c2"),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: oneOf("add" as const),
      records: fc.array(added, { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: oneOf("end" as const), which: fc.nat(100), length: lengths }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: oneOf("map" as const),
      source: oneOf("c1", "c2", DEFAULT_SOURCE),
      rules: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: oneOf("wait" as const), us: fc.bigInt(1n, 20n * HOUR) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: oneOf("archive" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: oneOf("restore" as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: oneOf("roll" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: oneOf("rebuild" as const) }) },
);

class World {
  now = BASE + DAY;
  live: Sent[] = [];
  archived: { sent: Sent; as: Counted }[] = [];
  rules = new Map<string, MappingRules>();
  #next = 0;

  rulesOf({ source }: Sent): MappingRules {
    const common = this.rules.get(DEFAULT_SOURCE) ?? defaultRules;
    return this.rules.get(source ?? DEFAULT_SOURCE) ?? common;
  }

  readAs(sent: Sent): Counted {
    return readRecord(sent, this.rulesOf(sent), sent.source === "c2" ? "Second" : "");
  }

  counted(): Counted[] {
    return [...this.live.map((sent) => this.readAs(sent)), ...this.archived.map(({ as }) => as)];
  }

  async take(step: Step): Promise<void> {
    setClock(new Date(Number(this.now / 1_000n)));
    if (step.kind === "add") return this.add(step.records);
    if (step.kind === "end") return this.end(step.which, step.length);
    if (step.kind === "map") return this.map(step.source, ruleSets[step.rules] ?? defaultRules);
    if (step.kind === "wait") this.now += (step.us / 1_000n) * 1_000n;
    if (step.kind === "archive") return this.archive();
    if (step.kind === "restore") return this.restore();
    if (step.kind === "roll") await rollUp();
    if (step.kind === "rebuild") await this.rebuild();
  }

  async add(wishes: Extract<Step, { kind: "add" }>["records"]): Promise<void> {
    for (const source of [null, "c1", "c2"]) {
      const records = wishes
        .filter((wish) => wish.source === source)
        .map(({ meta, components, start, length }) => {
          this.#next += 1;
          const at = BASE + start;
          const stop = length === null ? null : at + length;
          return { id: `r${this.#next}`, source, meta, components, start: at, stop };
        });
      await addRecords(records.map(toRecord), { actor: actorOf(source), sites: null });
      this.live.push(...records);
    }
  }

  async end(which: number, length: bigint): Promise<void> {
    const sent = this.live[which % Math.max(1, this.live.length)];
    if (!sent) return;
    sent.stop = sent.start + length;
    expect(await endRecord({ recordId: sent.id, stopAt: text(sent.stop) }, null)).toBe(true);
  }

  async map(source: string, rules: MappingRules): Promise<void> {
    const row = await db().accountingMapping.findUnique({ where: { source } });
    await saveMapping(admin, { source, rules, version: row?.version ?? 0 });
    this.rules.set(source, rules);
    await rebuild();
  }

  // As the archive does: only what is counted, and its usage stays behind.
  async archive(): Promise<void> {
    await rollUp();
    const gone = this.live.filter(({ stop }, at) => stop !== null && at % 3 === 0);
    const ids = gone.map(({ id }) => id);
    await db().$executeRaw`
      with gone as (
        delete from accounting_records where record_id = any(${ids}::text[]) returning id
      ) update accounting_usages u set is_archived = true from gone where u.id = gone.id`;
    this.archived.push(...gone.map((sent) => ({ sent, as: this.readAs(sent) })));
    this.live = this.live.filter((sent) => !gone.includes(sent));
  }

  async restore(): Promise<void> {
    const back = this.archived.splice(0, 3).map(({ sent }) => sent);
    for (const sent of back) {
      await addRecords([toRecord(sent)], { actor: actorOf(sent.source), sites: null });
    }
    this.live.push(...back);
  }

  async rebuild(): Promise<void> {
    await rollUp();
    await transaction((tx) => requestRebuild(tx, systemActor, "all", "test"));
    await rebuild();
  }

  async check(): Promise<void> {
    const counted = this.counted();
    expect(await readCells("accounting_hours")).toEqual(modelCells(counted, HOUR, this.now));
    expect(await readCells("accounting_days")).toEqual(modelCells(counted, DAY, this.now));
  }
}

async function clear(): Promise<void> {
  await db().$executeRaw`truncate accounting_records, accounting_usages, accounting_hours,
    accounting_days, accounting_counts, accounting_mappings`;
  await db().$executeRaw`update accounting_state set counted_until = null, rebuild_step = 'idle'`;
}

it("roll-ups, kept up or made anew, are the sums of the records", async () => {
  await db().component.createMany({
    data: [
      { id: "c1", name: "First", service: "collector" },
      { id: "c2", name: "Second", service: "collector", site: "Second" },
    ],
  });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 25 }), async (taken) => {
      await clear();
      const world = new World();
      for (const step of taken) await world.take(step);
      await world.take({ kind: "roll" });
      await world.check();
      await world.take({ kind: "rebuild" });
      await world.check();
      runs += 1;
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 100 },
  );
  expect(runs).toBeGreaterThanOrEqual(RUNS);
}, 120_000);
