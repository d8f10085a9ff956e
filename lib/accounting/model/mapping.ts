/**
 * Terms of mappings.
 *
 * mapping   how the records of one source are read
 * source    the component that sends them, or DEFAULT_SOURCE for all others
 * keys      meta keys that name a site, group or user; the first that a record has counts
 * amount    a sum of components in one unit; of several amounts the first that a record has counts
 * total     an amount for the whole of a record, spread evenly over its time
 * preset    a mapping to begin with, for one of the known collectors
 */

/** Whoever has no mapping of its own, and records without credentials. */
export const DEFAULT_SOURCE = "*";

export const quantities = ["cores", "gpus", "cpuTime", "memory"] as const;
export type Quantity = (typeof quantities)[number];

interface Unit {
  /** What one of it is in the quantity's own unit, as a decimal. */
  multiplier: string;
  /** For the whole record, in seconds of the quantity. */
  isTotal?: true;
}

/** Units by quantity: into cores, GPUs, microseconds of CPU time and MiB. */
export const unitTable = {
  cores: {
    cores: { multiplier: "1" },
    millicores: { multiplier: "0.001" },
    "core-seconds": { multiplier: "1", isTotal: true },
  },
  gpus: { gpus: { multiplier: "1" }, "gpu-seconds": { multiplier: "1", isTotal: true } },
  cpuTime: {
    s: { multiplier: "1000000" },
    ms: { multiplier: "1000" },
    µs: { multiplier: "1" },
    ns: { multiplier: "0.001" },
  },
  memory: {
    bytes: { multiplier: "0.00000095367431640625" },
    KiB: { multiplier: "0.0009765625" },
    MiB: { multiplier: "1" },
    GiB: { multiplier: "1024" },
    MB: { multiplier: "0.95367431640625" },
    GB: { multiplier: "953.67431640625" },
  },
} as const satisfies Record<Quantity, Record<string, Unit>>;

/** Units that a quantity may be given in. */
export function unitsOf(quantity: Quantity): string[] {
  return Object.keys(unitTable[quantity]);
}

export interface NameRule {
  keys: string[];
  /** For records without any of the keys; null: the component's own site, or none. */
  fallback: string | null;
}

export interface AmountRule {
  /** All of these that a record has are added up. */
  components: string[];
  unit: string;
  /** Decimal text; the amount is multiplied with it. */
  factor: string;
}

export interface MappingRules {
  site: NameRule;
  group: NameRule;
  user: NameRule;
  cores: AmountRule[];
  gpus: AmountRule[];
  cpuTime: AmountRule[];
  memory: AmountRule[];
  /** Scores of the cores' component that normalise; the first that it has counts. */
  scores: string[];
}

const named = (...keys: string[]): NameRule => ({ keys, fallback: null });

const amount = (unit: string, ...components: string[]): AmountRule => ({
  components,
  unit,
  factor: "1",
});

const SCORES = ["hepscore23", "HEPscore23", "HEPSPEC06", "HEPSPEC"];

/** Reads what all known collectors send, with their units of today. */
export const defaultRules: MappingRules = {
  site: named("site_id", "site"),
  group: named("group_id", "group", "namespace"),
  user: named("user_id", "user"),
  cores: [
    amount("cores", "Cores"),
    amount("cores", "NumCPUs"),
    amount("cores", "CPU"),
    amount("core-seconds", "naive_cpu_time"),
  ],
  gpus: [
    amount("gpus", "GPUs"),
    amount("gpus", "Gpus"),
    amount("gpus", "GPU"),
    amount("gpus", "gpus"),
  ],
  cpuTime: [
    amount("s", "TotalCPU"),
    amount("s", "UserCPU", "SystemCPU", "SysCPU"),
    amount("s", "cpu"),
  ],
  memory: [
    amount("MiB", "Memory"),
    amount("MiB", "MEM"),
    amount("bytes", "memory_limit"),
    amount("bytes", "memory"),
  ],
  scores: SCORES,
};

export const presetNames = ["slurm", "slurm-epilog", "htcondor", "kubernetes", "tardis"] as const;
export type PresetName = (typeof presetNames)[number];

const ids = { site: named("site_id"), group: named("group_id"), user: named("user_id") };
const gpus = [amount("gpus", "GPUs"), amount("gpus", "GPU")];

/** Mappings to begin with, by collector. */
export const presets: Record<PresetName, { title: string; hint: string; rules: MappingRules }> = {
  slurm: {
    title: "Slurm",
    hint: "The collector that asks sacct. Before its version 0.11.0 CPU time came in ms.",
    rules: {
      ...ids,
      cores: [amount("cores", "Cores")],
      gpus,
      cpuTime: [amount("s", "TotalCPU"), amount("s", "UserCPU", "SystemCPU")],
      memory: [amount("MiB", "Memory")],
      scores: SCORES,
    },
  },
  "slurm-epilog": {
    title: "Slurm epilog",
    hint: "The collector that runs at the end of each job. It sends no CPU time.",
    rules: {
      ...ids,
      cores: [amount("cores", "Cores"), amount("cores", "NumCPUs")],
      gpus,
      cpuTime: [],
      memory: [amount("MiB", "Memory")],
      scores: SCORES,
    },
  },
  htcondor: {
    title: "HTCondor",
    hint: "Keys and components are named by the collector's own configuration.",
    rules: {
      site: named("site"),
      group: named("group"),
      user: named("user"),
      cores: [amount("cores", "Cores")],
      gpus,
      cpuTime: [amount("s", "TotalCPU"), amount("s", "UserCPU", "SysCPU")],
      memory: [amount("MiB", "Memory")],
      scores: ["HEPscore23", "hepscore23", "HEPSPEC06", "HEPSPEC"],
    },
  },
  kubernetes: {
    title: "Kubernetes",
    hint: "Records name no site: give it here, or on the component. Cores are limits of CPU.",
    rules: {
      site: named(),
      group: named("namespace"),
      user: named(),
      cores: [amount("core-seconds", "naive_cpu_time")],
      gpus: [],
      cpuTime: [amount("s", "cpu")],
      memory: [amount("bytes", "memory_limit"), amount("bytes", "memory")],
      scores: [],
    },
  },
  tardis: {
    title: "COBalD/TARDIS",
    hint: "Records are drones: whole machines, running until they are ended.",
    rules: {
      ...ids,
      cores: [amount("cores", "Cores")],
      gpus,
      cpuTime: [],
      memory: [amount("MiB", "Memory")],
      scores: SCORES,
    },
  },
};

/** A mapping as the database reads it. */
export interface CompiledMapping {
  source: string;
  hash: number;
  site_keys: string[];
  site_fallback: string;
  group_keys: string[];
  group_fallback: string;
  user_keys: string[];
  user_fallback: string;
  scores: string[];
  amounts: {
    quantity: Quantity;
    /** The lowest that a record has counts. */
    place: number;
    component: string;
    multiplier: string;
    factor: string;
    is_total: boolean;
  }[];
}

/** A component's site where it speaks for exactly one, else empty. */
function onlySite(site: string | null): string {
  return site === null || site.includes(",") ? "" : site.trim();
}

/** The mapping of a source for the database; `site` is the component's own. */
export function compileMapping(
  source: string,
  rules: MappingRules,
  site: string | null,
  fingerprint: (text: string) => number,
): CompiledMapping {
  const compiled = {
    site_keys: rules.site.keys,
    site_fallback: rules.site.fallback ?? onlySite(site),
    group_keys: rules.group.keys,
    group_fallback: rules.group.fallback ?? "",
    user_keys: rules.user.keys,
    user_fallback: rules.user.fallback ?? "",
    scores: rules.scores,
    amounts: quantities.flatMap((quantity) =>
      rules[quantity].flatMap(({ components, unit, factor }, place) =>
        [...new Set(components)].map((component) => ({
          ...unitOf(quantity, unit),
          quantity,
          place,
          component,
          factor,
        })),
      ),
    ),
  };
  return { source, hash: fingerprint(JSON.stringify(compiled)), ...compiled };
}

function unitOf(quantity: Quantity, name: string): { multiplier: string; is_total: boolean } {
  const units: Record<string, Unit> = unitTable[quantity];
  const unit = units[name];
  if (!unit) throw new RangeError(`${quantity} in ${name}`);
  return { multiplier: unit.multiplier, is_total: unit.isTotal ?? false };
}
