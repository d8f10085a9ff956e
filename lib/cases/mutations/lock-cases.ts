import "server-only";
import { z } from "zod";
import { type Permission, reachOf, type Viewer } from "@/lib/auth/model";
import { ask, Prisma, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { caseStates, type HeldCase, type Named } from "../model";

/** A case that this transaction holds: nobody else changes it until the end. */
export interface LockedCase extends HeldCase {
  id: number;
  account: string;
  version: number;
  firstReportedAt: Date;
}

const lockedRow = z.object({
  id: z.int(),
  account: z.string(),
  version: z.int(),
  firstReportedAt: z.date(),
  state: z.enum(caseStates).nullable(),
  claimantId: z.int().nullable(),
  ticketNo: z.string().nullable(),
  ticketId: z.int().nullable(),
  ticketUrl: z.string().nullable(),
});

/**
 * Locks those of the cases that the person may act on with `permission`, by ascending id; the rest
 * is left out. Throws `forbidden` where the person has no such permission at all.
 */
export async function lockCases(
  tx: Tx,
  actor: Viewer,
  permission: Permission,
  ids: readonly number[],
): Promise<LockedCase[]> {
  const reach = reachOf(actor, permission);
  if (!reach) throw new AppError("forbidden", "Your roles do not allow this.");
  const scope = reach === "own" ? Prisma.sql`and account = any(${actor.groups})` : Prisma.empty;
  // ORDER: the lock first and alone. A join in the same statement would show the new row of the
  // case beside the old claimant when it had to wait for somebody else's claim.
  const rows = await ask(lockedRow, tx)`
    select id, account, version, first_reported_at as "firstReportedAt", state,
      claimant_id as "claimantId", ticket_no as "ticketNo", ticket_id as "ticketId",
      ticket_url as "ticketUrl"
    from cases where id = any(${[...ids]}) ${scope} order by id for update`;
  const claimantIds = [...new Set(rows.map((row) => row.claimantId).filter((id) => id !== null))];
  const claimants: Named[] =
    claimantIds.length === 0
      ? []
      : await tx.person.findMany({
          where: { id: { in: claimantIds } },
          select: { id: true, uid: true, cci: true, name: true },
        });
  const byId = new Map(claimants.map((person) => [person.id, person]));
  return rows.map(({ ticketId, ticketUrl, ...row }) => ({
    ...row,
    claimant: row.claimantId === null ? null : (byId.get(row.claimantId) ?? null),
    ticket: row.ticketNo === null ? null : { no: row.ticketNo, id: ticketId, url: ticketUrl },
  }));
}
