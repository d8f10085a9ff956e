import "server-only";
import { type Actor, services } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { Prisma } from "@/lib/platform/db";
import {
  column,
  drawn,
  fact,
  instant,
  integer,
  maybe,
  oneOf,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter } from "@/lib/platform/list/filter";
import { requirePermission } from "../queries/access";

const id = Prisma.sql`c.id`;
const name = Prisma.sql`c.name`;

/** Machines that talk to us; whether one is overdue is said by `isOverdue` of the model. */
export const componentList = defineList({
  name: "components",
  caption: "Components",
  noun: "components",
  from: () => Prisma.sql`
    components c left join clusters l on l.id = c.cluster_id
    cross join (select ${now()}::timestamptz as instant) t`,
  scope: (actor: Actor) => {
    requirePermission(actor, "admin:components");
    return Prisma.sql`true`;
  },
  key: id,
  columns: {
    id: column(text, id, { header: "ID", isFixed: true, sort: true }),
    name: column(text, name, { header: "Name", sort: true }),
    service: column(oneOf(services), Prisma.sql`c.service`, { header: "Service", sort: true }),
    // Null where it speaks for nothing in particular.
    scope: column(
      maybe(text),
      Prisma.sql`coalesce(l.name, 'site ' || c.site, 'volume ' || c.volume)`,
      {
        header: "For",
        help: "The cluster, accounting site or storage volume it speaks for",
        sort: Prisma.sql`(c.cluster_id, c.site, c.volume)`,
      },
    ),
    lastHeardAt: column(maybe(instant), Prisma.sql`c.last_heard_at`, {
      header: "Last heard",
      // Never heard stands with the oldest, as the longest silence.
      sort: Prisma.sql`coalesce(c.last_heard_at, '-infinity')`,
    }),
    intervalSeconds: column(maybe(integer), Prisma.sql`c.interval_seconds`, {
      header: "Expected",
      help: "Time between two calls; more than 1.5 times that is overdue",
      align: "start",
      sort: Prisma.sql`coalesce(c.interval_seconds, 0)`,
    }),
    state: drawn({ header: "State" }),
    // Those that work now.
    keyCount: column(
      integer,
      Prisma.sql`(
        select count(*) from api_keys k where k.component_id = c.id and k.state = 'active'
          and (k.expires_at is null or k.expires_at > t.instant))`,
      { header: "Active keys" },
    ),
    createdAt: column(instant, Prisma.sql`c.created_at`, {
      header: "Created",
      isHidden: true,
      sort: true,
    }),
    actions: drawn({ header: "Actions", isHeaderUnseen: true, isFixed: true }),
    clusterId: fact(maybe(text), Prisma.sql`c.cluster_id`),
    site: fact(maybe(text), Prisma.sql`c.site`),
    volume: fact(maybe(text), Prisma.sql`c.volume`),
    version: fact(integer, Prisma.sql`c.version`),
  },
  filters: {
    service: choiceFilter(services, {
      noun: "service",
      look: { label: "Service", any: "Any service" },
      where: (service) => Prisma.sql`c.service = ${service}`,
    }),
  },
  search: {
    label: "Search components",
    places: [id, name, ...["c.cluster_id", "c.site", "c.volume"].map((place) => Prisma.raw(place))],
  },
  sort: "id",
  unique: id,
  empty: {
    title: "No components yet",
    text: "Create one for each machine that sends or reads data, then give it a key.",
    filtered: "No such component",
  },
});

export type ComponentRow = RowOf<typeof componentList>;
