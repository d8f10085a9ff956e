import "server-only";
import { rollUp } from "@/lib/accounting/mutations/roll-up";
import { usageOverTime } from "@/lib/accounting/queries/usage-over-time";
import { topUsage, usageTotals } from "@/lib/accounting/queries/usage-totals";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { pool } from "@/lib/platform/db";
import { type Figure, milliseconds, p95, timed } from "./measure";

/** Charts over a year of records, and how fast records are counted. */

const CHARTS_LIMIT_MS = 300;
const ROUNDS = 12;

const DAY_MS = 86_400_000;

/** First day of the year that the records fill. */
const FROM = new Date(Date.UTC(2025, 0, 1));
const TO = new Date(FROM.getTime() + 365 * DAY_MS);

/**
 * Stores `count` records over a year: 6 sites, 50 groups, 500 users, some 15 hours each, cores with
 * a score, CPU time and memory.
 */
async function fillRecords(count: number): Promise<void> {
  await pool().query(
    `insert into accounting_records (record_id, meta, components, start_at, stop_at,
       runtime_seconds, component_id, created_at, updated_at)
     select 'bench-' || n,
       json_build_object('site_id', json_build_array('site' || u % 6),
         'group_id', json_build_array('group' || u % 50), 'user_id', json_build_array('user' || u)),
       json_build_array(
         json_build_object('name', 'Cores', 'amount', cores, 'scores',
           json_build_array(json_build_object('name', 'HEPSPEC06', 'value', 10.4))),
         json_build_object('name', 'TotalCPU', 'amount', cores * s * 9 / 10,
           'scores', json_build_array()),
         json_build_object('name', 'Memory', 'amount', 2000 * cores, 'scores', json_build_array())),
       start_at, start_at + s * interval '1 second', s, null, start_at, start_at
     from (
       select n, floor(random() * random() * 500)::int as u, 1 + (n % 8) as cores,
         greatest(60, round(54000 + 18000 * (random() + random() + random() - 1.5)))::int as s,
         $2::timestamptz + n * (interval '364 days' / $1) as start_at
       from generate_series(1, $1::int) n
     ) made`,
    [count, FROM],
  );
  await pool().query("analyze accounting_records");
}

const viewer = viewerWithoutPerson("bench", "Bench", ["admin"]);

const charts = {
  "core-hours by the day and site": () =>
    usageOverTime(viewer, { from: FROM, to: TO, bucket: "day", by: "site", measure: "coreHours" }),
  "core-hours by the week and user": () =>
    usageOverTime(viewer, { from: FROM, to: TO, bucket: "week", by: "user", measure: "coreHours" }),
  "jobs by the month and group": () =>
    usageOverTime(viewer, { from: FROM, to: TO, bucket: "month", by: "group", measure: "jobs" }),
  "totals of a year": () => usageTotals(viewer, { from: FROM, to: TO }),
  "top users of a year": () => topUsage(viewer, { from: FROM, to: TO, by: "user" }),
  "running cores by the hour, 31 days": () => {
    const from = new Date(FROM.getTime() + 200 * DAY_MS);
    const to = new Date(from.getTime() + 31 * DAY_MS);
    return usageOverTime(viewer, {
      from,
      to,
      bucket: "hour",
      by: "group",
      measure: "runningCores",
    });
  },
};

/** In the empty database of this process. */
export async function measureUsage(count: number): Promise<Figure[]> {
  await fillRecords(count);
  const tookMs = await timed(() => rollUp());
  const rate = Math.round(count / (tookMs / 1_000));
  await pool().query("vacuum analyze accounting_usages");
  await pool().query("vacuum analyze accounting_days");
  await pool().query("vacuum analyze accounting_hours");
  const figures: Figure[] = [
    {
      name: `${count} records counted`,
      measured: `${rate} records/s`,
      limit: "",
      ratio: null,
      budget: "",
      isMet: null,
    },
  ];
  for (const [name, work] of Object.entries(charts)) {
    const times: number[] = [];
    await work();
    for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(work));
    const most = p95(times);
    figures.push({
      name: `${name}, ${count} records`,
      measured: `${milliseconds(most)} p95`,
      limit: milliseconds(CHARTS_LIMIT_MS),
      ratio: most / CHARTS_LIMIT_MS,
      budget: "at most 1",
      isMet: most <= CHARTS_LIMIT_MS,
    });
  }
  return figures;
}
