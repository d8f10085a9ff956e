import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { assign, claim, type Named, release, steal } from "../model";
import { type ChangeInput, type ChangeResult, changeCase, named } from "./change-case";

/**
 * Makes the case mine. Of several people at once exactly one wins; the others get `conflict` with
 * the winner's name.
 */
export function claimCase(actor: Viewer, input: ChangeInput): Promise<ChangeResult> {
  const me = named(actor);
  const rule = (held: Parameters<typeof claim>[0]) => claim(held, me);
  return changeCase(actor, input, { verb: "claim", permission: "case:claim", rule });
}

/** Takes the case over from somebody else; needs a note. */
export function stealCase(actor: Viewer, input: ChangeInput): Promise<ChangeResult> {
  const me = named(actor);
  const rule = (held: Parameters<typeof steal>[0]) => steal(held, me);
  return changeCase(actor, input, { verb: "steal", permission: "case:claim", rule });
}

/** Lets go of a case of mine. */
export function releaseCase(actor: Viewer, input: ChangeInput): Promise<ChangeResult> {
  const me = named(actor);
  const rule = (held: Parameters<typeof release>[0]) => release(held, me);
  return changeCase(actor, input, { verb: "release", permission: "case:claim", rule });
}

/** Gives the case to a member of staff. Throws `invalid_input` for anybody else. */
export async function assignCase(
  actor: Viewer,
  input: ChangeInput & { uid: string },
): Promise<ChangeResult> {
  const person = await getAssignable(input.uid);
  const rule = (held: Parameters<typeof assign>[0]) => assign(held, person);
  return changeCase(actor, input, { verb: "assign", permission: "case:claim", rule });
}

async function getAssignable(uid: string): Promise<Named> {
  const person = await db().person.findFirst({
    where: { uid, disabledAt: null, roles: { some: { role: { in: ["analyst", "admin"] } } } },
    select: { id: true, uid: true, cci: true, name: true },
  });
  if (person) return person;
  const message = "Choose somebody who is an analyst or an admin here.";
  throw new AppError("invalid_input", message, { fields: { uid: [message] } });
}
