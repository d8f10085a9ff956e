import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask, type Prisma } from "@/lib/platform/db";
import type { ListSource } from "@/lib/platform/list/sources";
import { feedPath } from "../params";
import { feedFacts, freshnessColumns, freshnessRow, toFreshness } from "./feed-facts";

/** Feeds that the foot of one table names. */
const MAX_SOURCES = 500;

/**
 * The feeds of a condition on `feeds f`, by name, at most 500, as tables name them. Whoever sees a
 * number may know how old it is; the page of a feed is for those who may open it.
 */
export async function listSources(reader: Actor, where: Prisma.Sql): Promise<ListSource[]> {
  const rows = await ask(freshnessRow)`
    select ${freshnessColumns} from feeds f ${feedFacts}
    where ${where} order by f.name limit ${MAX_SOURCES}`;
  const at = now();
  const isReader = may(reader, "dataspace:read");
  return rows.map((row) => ({
    ...toFreshness(row, at),
    ...(isReader ? { href: feedPath(row.feed) } : {}),
  }));
}
