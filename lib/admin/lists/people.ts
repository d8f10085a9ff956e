import "server-only";
import { z } from "zod";
import { type Actor, roles } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import {
  column,
  drawn,
  fact,
  flag,
  instant,
  integer,
  json,
  maybe,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter } from "@/lib/platform/list/filter";
import { requirePermission } from "../queries/access";

const uid = Prisma.sql`p.uid`;
const name = Prisma.sql`p.name`;
const email = Prisma.sql`p.email`;

const hasPassword = Prisma.sql`
  exists (select from password_credentials c where c.person_id = p.id)`;

/** People and their roles; a site's directory may name thousands who never sign in. */
export const peopleList = defineList({
  name: "people",
  caption: "People",
  noun: "people",
  from: Prisma.sql`people p`,
  scope: (actor: Actor) => {
    requirePermission(actor, "admin:people");
    return Prisma.sql`true`;
  },
  key: Prisma.sql`p.id`,
  columns: {
    uid: column(text, uid, { header: "Account", isFixed: true, sort: true }),
    name: column(text, name, { header: "Name", sort: true }),
    email: column(maybe(text), email, { header: "E-mail", sort: true }),
    roles: column(
      json(z.array(z.enum(roles))),
      Prisma.sql`array(
        select r.role from person_roles r where r.person_id = p.id
        order by array_position(${[...roles]}::text[], r.role))`,
      { header: "Roles" },
    ),
    state: drawn({ header: "State" }),
    hasPassword: column(flag, hasPassword, { header: "Password" }),
    createdAt: column(instant, Prisma.sql`p.created_at`, { header: "Created", sort: true }),
    actions: drawn({ header: "Actions", isHeaderUnseen: true, isFixed: true }),
    personId: fact(integer, Prisma.sql`p.id`),
    disabledAt: fact(maybe(instant), Prisma.sql`p.disabled_at`),
    goneAt: fact(maybe(instant), Prisma.sql`p.gone_at`),
    version: fact(integer, Prisma.sql`p.version`),
  },
  filters: {
    who: choiceFilter(["accounts", "disabled", "everybody"], {
      initial: "accounts",
      noun: "who is shown",
      look: {
        label: "Show",
        options: [
          ["accounts", "Accounts"],
          ["disabled", "Disabled"],
          ["everybody", "Everybody known"],
        ],
      },
      where: (who) => {
        if (who === "everybody") return null;
        if (who === "disabled") return Prisma.sql`p.disabled_at is not null`;
        return Prisma.sql`
          (exists (select from person_roles r where r.person_id = p.id) or ${hasPassword})`;
      },
    }),
    role: choiceFilter(roles, {
      noun: "role",
      look: { label: "Role", any: "Any role" },
      where: (role) => Prisma.sql`
        exists (select from person_roles r where r.person_id = p.id and r.role = ${role})`,
    }),
  },
  search: { label: "Search people", places: [uid, name, Prisma.sql`coalesce(${email}, '')`] },
  sort: "uid",
  unique: Prisma.sql`p.id`,
  empty: {
    title: "Nobody matches",
    text: "Drop the search or the role, or show everybody known.",
  },
});

export type PersonRow = RowOf<typeof peopleList>;
