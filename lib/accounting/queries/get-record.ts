import "server-only";
import { z } from "zod";
import { askDirectly, Prisma } from "@/lib/platform/db";
import { isName, type Sites } from "../model";
import { recordLine, withinSites } from "./record-sql";

/** One record as the protocol shows it; undefined where there is none within `sites`. */
export async function getRecord(recordId: string, sites: Sites): Promise<string | undefined> {
  if (!isName(recordId)) return undefined;
  const [row] = await askDirectly(
    z.object({ line: z.string() }),
    Prisma.sql`
      select ${recordLine} as line from accounting_records
      where record_id = ${recordId}::text and ${withinSites(sites)}`,
  );
  return row?.line;
}
