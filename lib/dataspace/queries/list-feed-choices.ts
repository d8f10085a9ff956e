import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, db } from "@/lib/platform/db";
import { requireRead } from "./access";

/** Kinds and clusters that a filter offers. */
const MAX_CHOICES = 200;

export interface FeedChoices {
  kind: string[];
  cluster: [id: string, name: string][];
}

/** What the list of sources can be narrowed to; at most 200 of each. */
export async function listFeedChoices(actor: Actor): Promise<FeedChoices> {
  requireRead(actor);
  const [kinds, clusters] = await Promise.all([
    ask(z.object({ kind: z.string() }))`
      select distinct kind from feeds order by kind limit ${MAX_CHOICES}`,
    db().cluster.findMany({
      where: { feeds: { some: {} } },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
      take: MAX_CHOICES,
    }),
  ]);
  return {
    kind: kinds.map(({ kind }) => kind),
    cluster: clusters.map(({ id, name }) => [id, name]),
  };
}
