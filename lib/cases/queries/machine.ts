import "server-only";
import { z } from "zod";
import { type ComponentActor, mayService, type ServicePermission } from "@/lib/auth/model";
import { ask, db, type Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { parseExactJson } from "@/lib/platform/exact-json";
import type { CaseType } from "../case-types/definition";
import { findCaseType } from "../case-types/registry";
import { clusterOf } from "../ingest/store-reports";
import type { CaseState, Resource } from "../model";
import type { CaseRecord } from "../serialise";

/** Cases of one answer; no report holds more. */
const MAX_CASES = 20_000;

/** Greatest id of a case. */
const MAX_ID = 2 ** 31 - 1;

const recordSelect = {
  id: true,
  type: true,
  clusterId: true,
  account: true,
  resource: true,
  state: true,
  metric: true,
  ticks: true,
  reportedAt: true,
  ticketId: true,
  ticketNo: true,
  ticketUrl: true,
  summary: true,
  detail: true,
  historyCount: true,
  claimant: { select: { cci: true, uid: true, givenName: true, name: true } },
} satisfies Prisma.CaseSelect;

type Row = Prisma.CaseGetPayload<{ select: typeof recordSelect }>;

/** A component reads its own cluster's cases. Throws `forbidden` where it may not, or has none. */
function scopeOf(actor: ComponentActor, permission: ServicePermission): Prisma.CaseWhereInput {
  if (!mayService(actor, permission)) {
    throw new AppError("forbidden", `A ${actor.service} key may not do this.`);
  }
  return { clusterId: clusterOf(actor) };
}

/** The newest report's cases of the component's cluster by ascending id, with their epoch. */
export async function listCurrentCases(
  actor: ComponentActor,
  type: CaseType,
): Promise<{ epoch: number; cases: CaseRecord[] }> {
  const rows = await db().case.findMany({
    where: { ...scopeOf(actor, "protocol:read"), type: type.name, isCurrent: true },
    select: recordSelect,
    orderBy: { id: "asc" },
    take: MAX_CASES,
  });
  const exact = await readExactSummaries(rows);
  const cases = rows.map((row) => toCaseRecord(type, row, exact));
  return { epoch: cases.reduce((newest, { epoch }) => Math.max(newest, epoch), 0), cases };
}

/** What a scheduler is told: accepted cases of the newest report, by ascending id. */
export async function listAcceptedCases(
  actor: ComponentActor,
  type: CaseType,
): Promise<{ account: string; metric: number; resource: string }[]> {
  return db().case.findMany({
    where: {
      ...scopeOf(actor, "protocol:adjustor"),
      type: type.name,
      isCurrent: true,
      state: "accepted",
    },
    select: { account: true, metric: true, resource: true },
    orderBy: { id: "asc" },
    take: MAX_CASES,
  });
}

/** One case, current or not; throws `not_found` also for one of another cluster. */
export async function getMachineCase(
  actor: ComponentActor,
  id: string,
): Promise<{ type: CaseType; item: CaseRecord }> {
  const scope = scopeOf(actor, "protocol:read");
  const number = /^\d{1,10}$/.test(id) ? Number(id) : Number.NaN;
  const row =
    number <= MAX_ID
      ? await db().case.findFirst({ where: { ...scope, id: number }, select: recordSelect })
      : null;
  const type = row ? findCaseType(row.type) : undefined;
  if (!row || !type) throw new AppError("not_found", `No case found matching ID ${id}`);
  return { type, item: toCaseRecord(type, row, await readExactSummaries([row])) };
}

type ExactSummaries = Map<number, Record<string, unknown>>;

// The client parses JSON columns with doubles; a summary's 64-bit numbers are read as text instead.
async function readExactSummaries(rows: readonly Row[]): Promise<ExactSummaries> {
  const ids = rows.filter(({ summary }) => hasLostDigits(summary)).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const texts = await ask(z.object({ id: z.int(), summary: z.string() }))`
    select id, summary::text from cases where id = any(${ids}) and summary is not null`;
  return new Map(
    texts.map(({ id, summary }) => [id, parseExactJson(summary) as Record<string, unknown>]),
  );
}

function hasLostDigits(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasLostDigits);
}

function toCaseRecord(type: CaseType, row: Row, exact: ExactSummaries): CaseRecord {
  const { claimant, reportedAt, summary, ...rest } = row;
  const stored = (summary ?? null) as Record<string, unknown> | null;
  return {
    ...rest,
    resource: row.resource as Resource,
    state: row.state as CaseState | null,
    epoch: reportedAt.getTime() / 1000,
    claimant: claimant && {
      cci: claimant.cci ?? claimant.uid,
      givenName: claimant.givenName ?? claimant.name,
    },
    summary: exact.get(row.id) ?? stored,
    detail: type.detailSchema.parse(row.detail),
  };
}
