import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { requirePermission } from "./access";

/** Who is meant by a uid, for whoever changes them. */
export interface KnownPerson {
  id: number;
  uid: string;
  name: string;
  email: string | null;
  version: number;
}

/** The person with this uid, for command lines; needs `admin:people`, throws `not_found`. */
export async function getPerson(actor: Actor, uid: string): Promise<KnownPerson> {
  requirePermission(actor, "admin:people");
  const person = await db().person.findUnique({
    where: { uid },
    select: { id: true, uid: true, name: true, email: true, version: true },
  });
  if (!person) throw new AppError("not_found", `There is no person ${uid}.`);
  return person;
}
