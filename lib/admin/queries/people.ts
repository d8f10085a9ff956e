import "server-only";
import { type Actor, roles as everyRole, type Role } from "@/lib/auth/model";
import { db, type Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { PeopleParams } from "../params";
import { containing, type Page, requirePermission } from "./access";

export interface PersonRow {
  id: number;
  uid: string;
  name: string;
  email: string | null;
  roles: Role[];
  hasPassword: boolean;
  disabledAt: Date | null;
  goneAt: Date | null;
  createdAt: Date;
  version: number;
}

const isAccount: Prisma.PersonWhereInput = {
  OR: [{ roles: { some: {} } }, { password: { isNot: null } }],
};

function filterOf(params: Pick<PeopleParams, "q" | "who" | "role">): Prisma.PersonWhereInput {
  const contains = containing(params.q);
  const fields = ["uid", "name", "email"] as const;
  return {
    AND: [
      params.who === "accounts" ? isAccount : {},
      params.who === "disabled" ? { disabledAt: { not: null } } : {},
      params.role ? { roles: { some: { role: params.role } } } : {},
      params.q ? { OR: fields.map((field) => ({ [field]: contains })) } : {},
    ],
  };
}

const include = {
  roles: { select: { role: true } },
  password: { select: { personId: true } },
} satisfies Prisma.PersonInclude;

function toPersonRow(person: Prisma.PersonGetPayload<{ include: typeof include }>): PersonRow {
  const { id, uid, name, email, disabledAt, goneAt, createdAt, version } = person;
  const held = person.roles.map(({ role }) => role);
  const roles = everyRole.filter((role) => held.includes(role));
  const hasPassword = person.password !== null;
  return { id, uid, name, email, roles, hasPassword, disabledAt, goneAt, createdAt, version };
}

/** One page of people; needs `admin:people`. */
export async function listPeople(actor: Actor, params: PeopleParams): Promise<Page<PersonRow>> {
  requirePermission(actor, "admin:people");
  const where = filterOf(params);
  const { limit, offset } = pageWindow(params);
  const { id: sorted, isDesc } = readSort(params.sort);
  const order = isDesc ? ("desc" as const) : ("asc" as const);
  const [rows, rowCount] = await Promise.all([
    db().person.findMany({
      where,
      include,
      orderBy: [
        { [sorted]: sorted === "email" ? { sort: order, nulls: "last" } : order },
        { id: "asc" },
      ],
      take: limit,
      skip: offset,
    }),
    db().person.count({ where }),
  ]);
  return { rows: rows.map(toPersonRow), rowCount };
}

/** The person with this uid, for command lines; needs `admin:people`, throws `not_found`. */
export async function getPerson(actor: Actor, uid: string): Promise<PersonRow> {
  requirePermission(actor, "admin:people");
  const person = await db().person.findUnique({ where: { uid }, include });
  if (!person) throw new AppError("not_found", `There is no person ${uid}.`);
  return toPersonRow(person);
}
