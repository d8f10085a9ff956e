import "server-only";
import { MAX_CLOCK_SKEW_SECONDS } from "@/lib/dataspace/model";
import { Prisma, type RecordColumns, recordset } from "@/lib/platform/db";
import { MAX_TEXT_BYTES } from "../model";
import type { CompiledMapping } from "../model/mapping";
import { usageFlags } from "../model/quality";
import {
  EARLIEST_START,
  LATEST_START,
  MAX_COUNTED_DAYS,
  MAX_CPU_SECONDS,
  MAX_MEMORY_MIB,
  MAX_NORMALISED,
  MAX_UNITS,
} from "../model/usage";

/**
 * Reads records by the mappings of their sources, in SQL: common table expressions, the last one
 * `mapped` with one row for each record of `wanted` (ids).
 */

/** Characters of a name that count: longer ones would not fit an index. */
const MAX_NAME_LENGTH = 256;

/** Decimal places of cores, GPUs and MiB. */
const PLACES = 6;

/** Amounts of `mapped` and what is the most that can be true. */
const limits = {
  cores: MAX_UNITS,
  gpus: MAX_UNITS,
  normalised: MAX_NORMALISED,
  memory_mib: MAX_MEMORY_MIB,
  cpu_us: MAX_CPU_SECONDS * 1_000_000,
};

const SKEW = Prisma.sql`${MAX_CLOCK_SKEW_SECONDS}::int * interval '1 second'`;

/** Runtime and CPU time are whole seconds. */
const CPU_SLACK_US = Prisma.raw("1000000");

const columnNames = Object.keys(limits) as (keyof typeof limits)[];

function isImpossible(column: keyof typeof limits): Prisma.Sql {
  return Prisma.raw(`t.${column} > ${BigInt(limits[column])}`);
}

function possible(column: keyof typeof limits): Prisma.Sql {
  const value = Prisma.raw(`t.${column}`);
  return Prisma.sql`case when ${isImpossible(column)} then 0 else ${value} end as
    ${Prisma.raw(column)}`;
}

const bits = Prisma.raw(
  Object.entries(usageFlags)
    .map(([name, bit]) => `${bit} as "${name}"`)
    .join(", "),
);

const mappingColumns = {
  source: "text",
  hash: "int",
  site_keys: "text[]",
  site_fallback: "text",
  group_keys: "text[]",
  group_fallback: "text",
  user_keys: "text[]",
  user_fallback: "text",
  scores: "text[]",
  amounts: "json",
} satisfies RecordColumns<CompiledMapping>;

function mappingTable(mappings: readonly CompiledMapping[]): Prisma.Sql {
  return Prisma.sql`
    mapping as materialized (
      select * from ${recordset(mappings, mappingColumns)} m
    ), amount as materialized (
      select m.source, a.quantity, a.place, a.component, a.multiplier * a.factor as multiplier,
        a.is_total
      from mapping m cross join lateral json_to_recordset(m.amounts) as a(quantity text, place int,
        component text, multiplier numeric, factor numeric, is_total boolean)
    ), known as materialized (select array_agg(source) as sources from mapping)`;
}

// The first value of the first key that the record has.
function firstValue(keys: Prisma.Sql, fallback: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`left(coalesce((
    select r.meta -> k.key ->> 0 from unnest(${keys}) with ordinality as k(key, place)
    where r.meta -> k.key ->> 0 is not null order by k.place limit 1
  ), ${fallback}), ${MAX_NAME_LENGTH}::int)`;
}

const amountsOf = Prisma.sql`
  part as materialized (
    select distinct on (id, quantity) id, quantity, value, is_total, scores
    from (
      select r.id, a.quantity, a.place, sum(c.amount * a.multiplier) as value,
        bool_or(a.is_total) as is_total, (array_agg(c.scores::text order by c.place))[1] as scores
      from found r
      cross join lateral rows from (
        json_to_recordset(r.components) as (name text, amount numeric, scores json)
      ) with ordinality as c(name, amount, scores, place)
      join amount a on a.source = r.source and a.component = c.name
      group by r.id, a.quantity, a.place
    ) p
    order by id, quantity, place
  ), whole as (
    select id,
      max(value) filter (where quantity = 'cores') as cores,
      bool_or(is_total) filter (where quantity = 'cores') as are_cores_total,
      max(scores) filter (where quantity = 'cores') as scores,
      max(value) filter (where quantity = 'gpus') as gpus,
      bool_or(is_total) filter (where quantity = 'gpus') as are_gpus_total,
      max(value) filter (where quantity = 'cpuTime') as cpu_us,
      max(value) filter (where quantity = 'memory') as memory_mib
    from part group by id
  )`;

/** A rate: as given, or a total of seconds spread over the record's time. */
function rateOf(value: Prisma.Sql, isTotal: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`round(coalesce(case when not ${isTotal} then ${value}
    when r.length_us > 0 then ${value} * 1000000 / r.length_us end, 0), ${PLACES}::int)`;
}

/**
 * `mapped`: id, source, site, "group", "user" (names, empty for none), start_at, stop_at, cores,
 * gpus, normalised, memory_mib, cpu_us, flags, change_xid, mapping_hash, record_hash, and meta,
 * component_id, generation_id, updated_at of the record.
 */
export function mappedRecords(
  wanted: Prisma.Sql,
  mappings: readonly CompiledMapping[],
): Prisma.Sql {
  return Prisma.sql`
    ${mappingTable(mappings)},
    found as materialized (
      select r.id, r.record_id, r.meta::jsonb as meta, r.components, r.start_at, r.stop_at,
        r.change_xid, r.component_id, r.generation_id, r.updated_at, case when r.component_id = any(k.sources) then r.component_id else '*' end
          as source,
        extract(epoch from r.stop_at - r.start_at) * 1000000 as length_us,
        octet_length(r.record_id) + coalesce(octet_length(r.meta::text), 0)
          + octet_length(r.components::text) as text_bytes
      from (${wanted}) w cross join known k
      -- PERF: looked up one by one; a join might read the whole table.
      cross join lateral (select * from accounting_records a where a.id = w.id offset 0) r
    ), ${amountsOf},
    mapped as materialized (
      select t.id, t.source, t.site, t."group", t."user", t.start_at, t.stop_at,
        ${possible("cores")}, ${possible("gpus")}, ${possible("normalised")},
        ${possible("memory_mib")}, ${possible("cpu_us")}, ${flagsOf} as flags, t.change_xid, t.mapping_hash, t.record_hash, t.meta,
        t.component_id, t.generation_id, t.updated_at
      from (select t.*, round(t.cores * coalesce(t.score, 0), ${PLACES}::int) as normalised from (
        select r.*, m.hash as mapping_hash, hashtextextended(r.record_id, 0) as record_hash,
          cardinality(m.scores) > 0 as has_scores,
          ${firstValue(Prisma.sql`m.site_keys`, Prisma.sql`m.site_fallback`)} as site,
          ${firstValue(Prisma.sql`m.group_keys`, Prisma.sql`m.group_fallback`)} as "group",
          ${firstValue(Prisma.sql`m.user_keys`, Prisma.sql`m.user_fallback`)} as "user",
          ${rateOf(Prisma.sql`a.cores`, Prisma.sql`a.are_cores_total`)} as cores,
          ${rateOf(Prisma.sql`a.gpus`, Prisma.sql`a.are_gpus_total`)} as gpus,
          round(coalesce(a.memory_mib, 0), ${PLACES}::int) as memory_mib,
          floor(coalesce(a.cpu_us, 0)) as cpu_us, a.cores is not null as has_cores,
          case when a.scores <> '[]' then (
            select (s ->> 'value')::numeric from unnest(m.scores) with ordinality as k(name, place)
            join json_array_elements(a.scores::json) s on s ->> 'name' = k.name
            order by k.place limit 1
          ) end as score
        from found r join mapping m on m.source = r.source left join whole a on a.id = r.id
        -- PERF: else each use of a column would look it up again.
        offset 0
      ) t offset 0) t cross join (select ${bits}) b
    )`;
}

const flagsOf = Prisma.sql`
  case when t.start_at < ${EARLIEST_START}::timestamptz
      or t.start_at >= ${LATEST_START}::timestamptz then b."impossibleStart"
    when t.stop_at < ${EARLIEST_START}::timestamptz then b."stoppedIn1970"
    when t.stop_at < t.start_at then b."negativeRuntime"
    when t.stop_at - t.start_at > ${MAX_COUNTED_DAYS}::int * interval '24 hours' then b."cutOff"
    else 0 end
  + case when ${Prisma.join(columnNames.map(isImpossible), " or ")} then b."impossibleAmount"
    else 0 end
  + case when t.start_at > t.updated_at + ${SKEW} then b."startsAhead" else 0 end
  + case when t.stop_at > t.updated_at + ${SKEW} then b."stopsAhead" else 0 end
  + case when t.length_us > 0 and t.cores > 0
      and t.cpu_us > t.cores * (t.length_us + ${CPU_SLACK_US}) then b."tooMuchCpu" else 0 end
  + case when t.text_bytes > ${MAX_TEXT_BYTES}::int then b."tooLong" else 0 end
  + case when t.score = 0 then b."zeroScore"
    when t.score is null and t.has_cores and t.has_scores then b."noScore" else 0 end
  + case when t.has_cores then 0 else b."noCores" end
  + case when t.site = '' then b."noSite" else 0 end
  + case when t."group" = '' then b."noGroup" else 0 end
  + case when t."user" = '' then b."noUser" else 0 end`;
