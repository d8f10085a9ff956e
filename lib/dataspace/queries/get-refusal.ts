import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { requireRead } from "./access";

/** One refused report, as its page tells it. */
export interface RefusalDetail {
  id: string;
  /** Null for a report that does not even name a feed. */
  feed: string | null;
  sender: { id: string; name: string } | null;
  at: Date;
  /** Reference of the request, as in the log. */
  requestRef: string;
  code: string;
  detail: string;
  receivedCount: number;
  rejectedCount: number;
}

/** One refused report; throws `not_found`. */
export async function getRefusal(actor: Actor, id: string): Promise<RefusalDetail> {
  requireRead(actor);
  const found = /^\d{1,18}$/.test(id)
    ? await db().refusal.findUnique({
        where: { id: BigInt(id) },
        include: { component: { select: { id: true, name: true } } },
      })
    : null;
  if (!found) throw new AppError("not_found", "There is no such refused report.");
  const { feedName, component, componentId: _, ...rest } = found;
  return { ...rest, id: String(found.id), feed: feedName, sender: component };
}
