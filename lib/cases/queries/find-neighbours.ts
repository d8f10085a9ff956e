import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { listTerms, listWhere, type OrderTerm } from "@/lib/platform/list/page";
import type { CaseType } from "../case-types/definition";
import { caseList, type QueueParams } from "../lists/cases";
import { caseTables } from "./case-scope";

const neighbours = z.object({ previous: z.int().nullable(), next: z.int().nullable() });

export type Neighbours = z.infer<typeof neighbours>;

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
  const list = caseList(type);
  const where = listWhere(list, viewer, params);
  const terms = [...listTerms(list, viewer, params.sort), { sql: list.unique, isDesc: false }];
  const keys = terms.map(({ sql }, index) => Prisma.sql`${sql} as ${Prisma.raw(`k${index}`)}`);
  const beside = (isReversed: boolean) => Prisma.sql`(
    select c.id from ${caseTables} cross join me
    where ${where} and ${isAfter(terms, isReversed)} ${orderBy(terms, isReversed)} limit 1)`;
  const [found] = await ask(neighbours)`
    with me as materialized (
      select ${Prisma.join(keys)} from ${caseTables} where c.id = ${id}
    )
    select ${beside(true)} as previous, ${beside(false)} as next`;
  return found ?? { previous: null, next: null };
}

const directions = { true: Prisma.sql`desc`, false: Prisma.sql`asc` };

/** `order by` of the terms; reversed where somebody looks backwards. */
function orderBy(terms: readonly OrderTerm[], isReversed: boolean): Prisma.Sql {
  const parts = terms.map(
    ({ sql, isDesc }) => Prisma.sql`${sql} ${directions[`${isDesc !== isReversed}`]}`,
  );
  return Prisma.sql`order by ${Prisma.join(parts)}`;
}

/** Whether a row comes after the one whose terms are `me.k0`, `me.k1` …; before it if reversed. */
function isAfter(terms: readonly OrderTerm[], isReversed: boolean): Prisma.Sql {
  const steps = terms.map(({ sql, isDesc }, index) => {
    const key = (at: number) => Prisma.raw(`me.k${at}`);
    const equal = terms
      .slice(0, index)
      .map((term, at) => Prisma.sql`${term.sql} is not distinct from ${key(at)}`);
    const further =
      isDesc !== isReversed
        ? Prisma.sql`${sql} < ${key(index)}`
        : Prisma.sql`${sql} > ${key(index)}`;
    return Prisma.sql`(${Prisma.join([...equal, further], " and ")})`;
  });
  const [first] = terms;
  if (!first) return Prisma.sql`true`;
  // PERF: says nothing new, but it is a bound from which an index can start.
  const bound =
    first.isDesc !== isReversed
      ? Prisma.sql`${first.sql} <= me.k0`
      : Prisma.sql`${first.sql} >= me.k0`;
  return Prisma.sql`(${bound} and (${Prisma.join(steps, " or ")}))`;
}
