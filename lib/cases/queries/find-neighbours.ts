import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import type { CaseType } from "../case-types/definition";
import type { QueueParams } from "../params";
import { caseWhere, isAfter, orderBy, sortTerms } from "./case-conditions";
import { caseTables } from "./case-row";

export interface Neighbours {
  previous: number | null;
  next: number | null;
}

/**
 * The cases before and after this one in the queue that the parameters describe; one statement.
 * The case itself need not be in it any more: a decision may just have moved it out.
 */
export async function findNeighbours(
  viewer: Viewer,
  type: CaseType,
  params: QueueParams,
  id: number,
): Promise<Neighbours> {
  const where = caseWhere(viewer, type, params);
  const terms = sortTerms(viewer, type, params.sort);
  const keys = terms.map(({ sql }, index) => Prisma.sql`${sql} as ${Prisma.raw(`k${index}`)}`);
  const beside = (isReversed: boolean) => Prisma.sql`(
    select c.id from ${caseTables} cross join me
    where ${where} and ${isAfter(terms, isReversed)} ${orderBy(terms, isReversed)} limit 1)`;
  const [found] = await db().$queryRaw<Neighbours[]>`
    with me as materialized (
      select ${Prisma.join(keys)} from ${caseTables} where c.id = ${id}
    )
    select ${beside(true)} as previous, ${beside(false)} as next`;
  return found ?? { previous: null, next: null };
}
