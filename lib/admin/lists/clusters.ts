import "server-only";
import type { Actor } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { column, drawn, fact, instant, integer, text } from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { requirePermission } from "../queries/access";

const id = Prisma.sql`c.id`;
const name = Prisma.sql`c.name`;

/** Clusters with what uses them. */
export const clusterList = defineList({
  name: "clusters",
  caption: "Clusters",
  noun: "clusters",
  from: Prisma.sql`clusters c`,
  scope: (actor: Actor) => {
    requirePermission(actor, "admin:clusters");
    return Prisma.sql`true`;
  },
  key: id,
  columns: {
    id: column(text, id, { header: "ID", isFixed: true, sort: true }),
    name: column(text, name, { header: "Name", sort: true }),
    componentCount: column(
      integer,
      Prisma.sql`(select count(*) from components k where k.cluster_id = c.id)`,
      { header: "Components", sort: true },
    ),
    caseCount: column(
      integer,
      Prisma.sql`(select count(*) from cases k where k.cluster_id = c.id)`,
      { header: "Cases", sort: true },
    ),
    createdAt: column(instant, Prisma.sql`c.created_at`, { header: "Created", sort: true }),
    actions: drawn({ header: "Actions", isHeaderUnseen: true, isFixed: true }),
    version: fact(integer, Prisma.sql`c.version`),
  },
  filters: {},
  search: { label: "Search clusters", places: [id, name] },
  sort: "id",
  unique: id,
  empty: {
    title: "No clusters yet",
    text: "Create the first one; then add its detector as a component.",
    filtered: "No such cluster",
  },
});

export type ClusterRow = RowOf<typeof clusterList>;
