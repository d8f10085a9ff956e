import "server-only";
import type { Actor } from "@/lib/auth/model";
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
import { choiceFilter, wordFilter } from "@/lib/platform/list/filter";
import { keyKinds, keyStates } from "../model";
import { requirePermission } from "../queries/access";

const access = Prisma.sql`k.access`;
const component = Prisma.sql`k.component_id`;

/** `keyStateAt` of the model, by the instant of the statement. */
const state = Prisma.sql`
  case when k.state = 'revoked' then 'revoked'
    when k.expires_at <= t.instant then 'expired' else 'active' end`;

/** Keys of components. SECURITY: nothing of the secret, hashed or not, is in here. */
export const keyList = defineList({
  name: "keys",
  caption: "Keys",
  noun: "keys",
  from: () => Prisma.sql`
    api_keys k join components c on c.id = k.component_id
    cross join (select ${now()}::timestamptz as instant) t`,
  scope: (actor: Actor) => {
    requirePermission(actor, "admin:keys");
    return Prisma.sql`true`;
  },
  key: Prisma.sql`k.id`,
  columns: {
    access: column(text, access, {
      header: "Key",
      help: "The public part: access name, user, or the token's first characters",
      isFixed: true,
      sort: true,
    }),
    kind: column(oneOf(keyKinds), Prisma.sql`k.kind`, { header: "Kind", sort: true }),
    componentId: column(text, component, { header: "Component", sort: true }),
    state: column(oneOf(keyStates), state, { header: "State" }),
    createdAt: column(instant, Prisma.sql`k.created_at`, { header: "Created", sort: true }),
    expiresAt: column(maybe(instant), Prisma.sql`k.expires_at`, {
      header: "Expires",
      // Without an end comes after every date.
      sort: Prisma.sql`coalesce(k.expires_at, 'infinity')`,
    }),
    lastUsedAt: column(maybe(instant), Prisma.sql`k.last_used_at`, {
      header: "Last used",
      // Never used comes before every date.
      sort: Prisma.sql`coalesce(k.last_used_at, '-infinity')`,
    }),
    actions: drawn({ header: "Actions", isHeaderUnseen: true, isFixed: true }),
    keyId: fact(integer, Prisma.sql`k.id`),
    componentName: fact(text, Prisma.sql`c.name`),
    revokedAt: fact(maybe(instant), Prisma.sql`k.revoked_at`),
  },
  filters: {
    state: choiceFilter(keyStates, {
      noun: "state",
      look: { label: "State", any: "Any state" },
      where: (wished) => Prisma.sql`${state} = ${wished}`,
    }),
    component: wordFilter({
      noun: "component",
      look: { control: "chip", label: "Only of" },
      where: (id) => Prisma.sql`${component} = ${id}`,
    }),
  },
  search: { label: "Search keys", places: [access, component] },
  sort: "-createdAt",
  unique: Prisma.sql`k.id`,
  empty: { title: "No keys yet", text: "Create one for each component.", filtered: "No such key" },
});

export type KeyRow = RowOf<typeof keyList>;
