import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Prisma, pool } from "@/lib/platform/db";
import { addRecord } from "../ingest/add-records";
import {
  compileMapping,
  DEFAULT_SOURCE,
  defaultRules,
  type MappingRules,
  type PresetName,
  presetNames,
  presets,
} from "../model/mapping";
import { mappingRulesSchema } from "../schema/mapping";
import { parseRecord } from "../schema/read-record";
import { fingerprint } from "./list-mappings";
import { mappedRecords } from "./mapped-records";

/** What the presets, and the mapping of all others, make of what the five collectors send. */

const lines = readFileSync("lib/accounting/samples/collectors.ndjson", "utf8").trim().split("\n");

const day = { cores: "0", gpus: "0", normalised: "0", cpu: "0" };

const expected: Record<PresetName, Record<string, string>> = {
  slurm: {
    ...{ site: "SiteA", group: "atlas", user: "alice" },
    ...{ ...day, cores: "8", normalised: "147.68", memory: "16000", cpu: "61610" },
  },
  "slurm-epilog": {
    ...{ site: "site_name", group: "cms", user: "bob" },
    ...{ ...day, cores: "4", normalised: "4.4", memory: "8000" },
  },
  htcondor: {
    ...{ site: "site1", group: "atlas", user: "atlasprd" },
    ...{ ...day, cores: "8", normalised: "949.6", memory: "16384", cpu: "27345" },
  },
  // Two core-hours of limits within one hour; 4 GiB.
  kubernetes: {
    ...{ site: "", group: "analysis", user: "" },
    ...{ ...day, cores: "2", memory: "4096", cpu: "5310" },
  },
  tardis: {
    ...{ site: "NEMO", group: "tardis", user: "tardis" },
    ...{ ...day, cores: "20", normalised: "208", memory: "120" },
  },
};

async function mapped(rules: MappingRules): Promise<Record<string, string>[]> {
  const mapping = compileMapping(DEFAULT_SOURCE, rules, null, fingerprint);
  const sql = Prisma.sql`
    with ${mappedRecords(Prisma.sql`select id from accounting_records`, [mapping])}
    select site, "group", "user", trim_scale(cores)::text as cores,
      trim_scale(gpus)::text as gpus, trim_scale(normalised)::text as normalised,
      trim_scale(memory_mib)::text as memory, trim_scale(cpu_us / 1000000)::text as cpu
    from mapped order by id`;
  const { rows } = await pool().query({ text: sql.text, values: sql.values });
  return rows;
}

it("each preset reads its collector's record, and the default one reads them all", async () => {
  for (const line of lines) await addRecord(parseRecord(line), { actor: null, sites: null });
  const wanted = presetNames.map((name) => expected[name]);
  const found = await Promise.all(presetNames.map((name) => mapped(presets[name].rules)));
  expect(found.map((rows, at) => rows[at])).toEqual(wanted);
  expect(await mapped(defaultRules)).toEqual(wanted);
});

it("presets are mappings that a form accepts", () => {
  for (const { rules } of [...Object.values(presets), { rules: defaultRules }]) {
    expect(mappingRulesSchema.parse(rules)).toEqual(rules);
  }
  const refused = (change: Partial<MappingRules>) =>
    mappingRulesSchema.safeParse({ ...defaultRules, ...change }).success;
  expect(refused({ cores: [{ components: ["Cores"], unit: "MiB", factor: "1" }] })).toBe(false);
  expect(refused({ cores: [{ components: [], unit: "cores", factor: "1" }] })).toBe(false);
  for (const factor of ["0", "-1", "1e3", "", "1.", "0.0"]) {
    const cores = [{ components: ["Cores"], unit: "cores", factor }];
    expect([factor, refused({ cores })]).toEqual([factor, false]);
  }
  expect(refused({ scores: [" "] })).toBe(false);
});

it("a mapping that reads in another way has another fingerprint", () => {
  const hash = (rules: MappingRules, site: string | null = null) =>
    compileMapping("c1", rules, site, fingerprint).hash;
  const one = hash(defaultRules);
  expect(hash(structuredClone(defaultRules))).toBe(one);
  expect(hash({ ...defaultRules, scores: [] })).not.toBe(one);
  expect(hash(defaultRules, "Cloud")).not.toBe(one);
  // Several sites name none.
  expect(hash(defaultRules, "Cloud,Other")).toBe(one);
});
