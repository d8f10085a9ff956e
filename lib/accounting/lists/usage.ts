import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { column, day, integer, maybe, real, share, text } from "@/lib/platform/list/column";
import { defineList } from "@/lib/platform/list/declare";
import { dayFilter, nameFilter } from "@/lib/platform/list/filter";
import { usageWithin } from "../queries/usage-sql";

/** Microseconds of an hour, as the roll-ups hold them. */
const hours = (sum: Prisma.Sql) => Prisma.sql`${sum} / 3600000000.0`;

const usageDay = Prisma.sql`(u.at at time zone 'UTC')::date`;

const named = (noun: string, name: Prisma.Sql) =>
  nameFilter({
    noun,
    look: { control: "choice", label: noun, any: `All ${noun}s` },
    where: (given) => Prisma.sql`${name} = ${given}`,
  });

const end = { sort: true, align: "end" } as const;

/** Usage of each user of a group at a site on each day (UTC), as far as it is counted. */
export const usageList = defineList({
  name: "usage",
  caption: "Usage by day, site, group and user",
  noun: "rows",
  from: Prisma.sql`
    accounting_days u join accounting_names s on s.id = u.site_id
    join accounting_names g on g.id = u.group_id join accounting_names p on p.id = u.user_id`,
  scope: (viewer: Viewer) => {
    const within = usageWithin(viewer);
    const sites = viewer.within?.sites ?? null;
    // What was all taken away, by another mapping perhaps, stays as a row of zeros.
    const counted = Prisma.sql`${within} and u.ran_count > 0`;
    return sites === null
      ? counted
      : Prisma.sql`${counted} and s.name = any(${[...sites]}::text[])`;
  },
  key: Prisma.sql`u.at || '-' || u.site_id || '-' || u.group_id || '-' || u.user_id`,
  columns: {
    day: column(day, usageDay, { header: "Day", isFixed: true, sort: true, file: "day" }),
    // Empty: what records do not name.
    site: column(text, Prisma.sql`s.name`, { header: "Site", sort: true, file: "site" }),
    group: column(text, Prisma.sql`g.name`, { header: "Group", sort: true, file: "group" }),
    user: column(text, Prisma.sql`p.name`, { header: "User", sort: true, file: "user" }),
    coreHours: column(real, hours(Prisma.sql`u.core_us`), {
      ...{ header: "Core-hours", file: "core_hours", ...end },
    }),
    gpuHours: column(real, hours(Prisma.sql`u.gpu_us`), {
      ...{ header: "GPU-hours", file: "gpu_hours", ...end },
    }),
    normalised: column(real, hours(Prisma.sql`u.normalised_us`), {
      ...{ header: "Normalised core-hours", file: "normalised_core_hours", ...end },
    }),
    cpuHours: column(real, hours(Prisma.sql`u.cpu_us`), {
      ...{ header: "CPU-hours", file: "cpu_hours", ...end },
    }),
    memoryHours: column(real, Prisma.sql`${hours(Prisma.sql`u.memory_mib_us`)} / 1024`, {
      ...{ header: "GiB-hours of memory", file: "memory_gib_hours", ...end },
    }),
    // Null where no CPU time is known.
    efficiency: column(maybe(share), Prisma.sql`nullif(u.cpu_us, 0) / nullif(u.core_us, 0)`, {
      header: "CPU efficiency",
      file: "cpu_efficiency",
      ...end,
    }),
    ran: column(integer, Prisma.sql`u.ran_count`, {
      ...{ header: "Jobs", file: "jobs", ...end },
    }),
    started: column(integer, Prisma.sql`u.started_count`, {
      ...{ header: "Started", file: "started_jobs", ...end },
    }),
    ended: column(integer, Prisma.sql`u.ended_count`, {
      ...{ header: "Ended", file: "ended_jobs", ...end },
    }),
  },
  filters: {
    from: dayFilter({
      noun: "first day",
      look: { control: "text", label: "From" },
      where: (first) => Prisma.sql`u.at >= ${first}::date at time zone 'UTC'`,
    }),
    to: dayFilter({
      noun: "last day",
      look: { control: "text", label: "To" },
      where: (last) => Prisma.sql`u.at < (${last}::date + 1) at time zone 'UTC'`,
    }),
    site: named("site", Prisma.sql`s.name`),
    group: named("group", Prisma.sql`g.name`),
    user: named("user", Prisma.sql`p.name`),
  },
  sort: "-day",
  unique: Prisma.sql`u.at, s.name, g.name, p.name`,
  empty: { title: "No usage", text: "Ask for a longer time, or drop a filter." },
});
