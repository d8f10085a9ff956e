import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { transaction } from "@/lib/platform/db";
import { printExactJson } from "@/lib/platform/exact-json";
import { MAX_REFUSALS_PER_COMPONENT, MAX_REFUSED_ROWS, type NewRefusal } from "../model";
import { componentOf } from "./generation";

/** Characters of a refused row's content that are kept. */
const MAX_CONTENT_LENGTH = 4_000;

/**
 * Keeps a refused report in a transaction of its own: the first 1,000 bad rows, and of one
 * component (or of all senders without one) the newest 200 refusals. Returns its id.
 */
export async function recordRefusal(actor: Actor, refusal: NewRefusal): Promise<bigint> {
  const { feed, rejected = [] } = refusal;
  const componentId = componentOf(actor);
  return transaction(async (tx) => {
    if (feed) {
      await tx.feed.createMany({ data: [{ ...feed, createdAt: now() }], skipDuplicates: true });
    }
    const { id } = await tx.refusal.create({
      data: {
        feedName: feed?.name ?? null,
        componentId,
        at: now(),
        requestRef: refusal.requestRef,
        code: refusal.code,
        detail: storable(refusal.detail),
        receivedCount: refusal.receivedCount ?? 0,
        rejectedCount: rejected.length,
      },
      select: { id: true },
    });
    await tx.refusedRow.createMany({
      data: rejected.slice(0, MAX_REFUSED_ROWS).map(({ line, reason, content }) => ({
        refusalId: id,
        line,
        reason: storable(reason),
        content: keptContent(content),
      })),
    });
    await tx.$executeRaw`
      delete from refusals where id in (
        select id from refusals where component_id is not distinct from ${componentId}::text
        order by id desc offset ${MAX_REFUSALS_PER_COMPONENT}
      )`;
    return id;
  });
}

// PostgreSQL holds neither NUL nor half a surrogate pair, in text as in JSON.
function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(/\p{Surrogate}/gu, "\uFFFD");
}

// Kept as text: the exact digits and the order of the keys are what one looks for in a bad row.
function keptContent(content: unknown): string {
  const text = typeof content === "string" ? content : printExactJson(content);
  return storable((text ?? "").slice(0, MAX_CONTENT_LENGTH));
}
