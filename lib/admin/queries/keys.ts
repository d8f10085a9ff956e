import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db, type Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import { type KeyKind, type KeyState, keyStateAt } from "../model";
import type { KeyParams } from "../params";
import { containing, type Page, requirePermission } from "./access";

/** SECURITY: nothing of the secret, hashed or not, is in here. */
export interface KeyRow {
  id: number;
  kind: KeyKind;
  /** The public part. */
  access: string;
  componentId: string;
  componentName: string;
  state: KeyState;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

function stateFilter(state: KeyState | null, instant: Date): Prisma.ApiKeyWhereInput {
  if (state === null) return {};
  if (state === "revoked") return { state };
  if (state === "expired") return { state: "active", expiresAt: { lte: instant } };
  return { state, OR: [{ expiresAt: null }, { expiresAt: { gt: instant } }] };
}

function searchFilter(text: string): Prisma.ApiKeyWhereInput {
  const contains = containing(text);
  return text ? { OR: [{ access: contains }, { componentId: contains }] } : {};
}

function orderOf(sort: KeyParams["sort"]): Prisma.ApiKeyOrderByWithRelationInput[] {
  const { id, isDesc } = readSort(sort);
  const order = isDesc ? "desc" : "asc";
  // Without an expiry comes after every date; never used before every date.
  const nulls = (id === "expiresAt") === isDesc ? "first" : "last";
  const isNullable = id === "expiresAt" || id === "lastUsedAt";
  return [{ [id]: isNullable ? { sort: order, nulls } : order }, { id: "asc" }];
}

/** One page of keys, without secrets; needs `admin:keys`. */
export async function listKeys(actor: Actor, params: KeyParams): Promise<Page<KeyRow>> {
  requirePermission(actor, "admin:keys");
  const instant = now();
  const where: Prisma.ApiKeyWhereInput = {
    AND: [
      params.component ? { componentId: params.component } : {},
      stateFilter(params.state, instant),
      searchFilter(params.q),
    ],
  };
  const { limit, offset } = pageWindow(params);
  const [rows, rowCount] = await Promise.all([
    db().apiKey.findMany({
      where,
      omit: { secretHash: true, secretCipher: true },
      include: { component: { select: { name: true } } },
      orderBy: orderOf(params.sort),
      take: limit,
      skip: offset,
    }),
    db().apiKey.count({ where }),
  ]);
  return {
    rows: rows.map(({ component, rotatedFrom: _, ...key }) => ({
      ...key,
      kind: key.kind as KeyKind,
      state: keyStateAt(key, instant),
      componentName: component.name,
    })),
    rowCount,
  };
}

/** The key with this public part, for command lines; needs `admin:keys`, throws `not_found`. */
export async function getKey(
  actor: Actor,
  access: string,
): Promise<{ id: number; componentId: string }> {
  requirePermission(actor, "admin:keys");
  const key = await db().apiKey.findUnique({
    where: { access },
    select: { id: true, componentId: true },
  });
  if (!key) throw new AppError("not_found", `There is no key ${access}.`);
  return key;
}
