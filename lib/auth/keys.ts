import "server-only";
import { createHash, createHmac } from "node:crypto";
import { epochSeconds, now, wholeSeconds } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { hashToken, isSameText, seal, unseal } from "@/lib/platform/secrets";
import { findActiveKey, type Key } from "./find-key";
import { parseMailDate } from "./mail-date";
import type { ComponentActor, Service } from "./model";

/** How far the date of a signed request may lie from ours, either way. */
const DATE_WINDOW_SECONDS = 300;

/** Optional header: Base64 SHA-256 of the body as sent; it becomes part of the signed message. */
const BODY_DIGEST_HEADER = "x-headroom-body-digest";

// Expired and revoked keys are as good as unknown ones.
async function findKey(kind: "bearer" | "hmac" | "basic", access: string): Promise<Key | null> {
  const key = await findActiveKey(access);
  if (key?.kind !== kind) return null;
  return key.expiresAt === null || key.expiresAt > now() ? key : null;
}

function toActor({ id, componentId, name, service, clusterId, site, volume }: Key): ComponentActor {
  return {
    kind: "component",
    id: componentId,
    name,
    service: service as Service,
    clusterId,
    site,
    volume,
    keyId: id,
  };
}

// PERF: at most one write a second and key; the times are exact to the second all the same.
async function noteUse(key: Key): Promise<void> {
  const usedAt = now();
  const since = wholeSeconds(usedAt);
  const isFresh = (at: Date | null) => at !== null && at >= since;
  if (isFresh(key.lastUsedAt) && isFresh(key.lastHeardAt)) return;
  await db().$executeRaw`
    with used as (
      update api_keys set last_used_at = ${usedAt}::timestamptz
      where id = ${key.id}
        and (last_used_at is null or last_used_at < ${since}::timestamptz)
    )
    update components set last_heard_at = ${usedAt}::timestamptz
    where id = ${key.componentId}
      and (last_heard_at is null or last_heard_at < ${since}::timestamptz)`;
}

/**
 * The component behind `Authorization: Bearer hr_<access>_<secret>`, and notes that it was heard.
 * Throws `unauthenticated` without saying what was wrong.
 */
export async function authenticateBearer(request: Request): Promise<ComponentActor> {
  const header = request.headers.get("authorization") ?? "";
  const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (!token) throw new AppError("unauthenticated", "Send a bearer token.");
  const access = /^hr_([A-Za-z0-9]{1,16})_/.exec(token)?.[1];
  const key = access ? await findKey("bearer", access) : null;
  // SECURITY: compared for unknown keys too, so that they take as long as known ones.
  const isRight = isSameText(hashToken(token), key?.secretHash ?? hashToken("nobody has this"));
  if (!key || !isRight) throw new AppError("unauthenticated", "This token is not valid.");
  await noteUse(key);
  return toActor(key);
}

/** User and password of `Authorization: Basic`, or undefined. */
function readBasic(request: Request): { user: string; password: string } | undefined {
  const header = request.headers.get("authorization") ?? "";
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  const text = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * The component behind `Authorization: Basic`, which clients send for a `user:password@` in their
 * URL, and notes that it was heard. Throws `unauthenticated` without saying what was wrong.
 */
export async function authenticateBasic(request: Request): Promise<ComponentActor> {
  const given = readBasic(request);
  if (!given) throw new AppError("unauthenticated", "Send a user and a password.");
  const key = await findKey("basic", given.user);
  // SECURITY: compared for unknown keys too, so that they take as long as known ones.
  const isRight = isSameText(hashToken(given.password), key?.secretHash ?? hashToken(""));
  if (!key || !isRight) throw new AppError("unauthenticated", "These credentials are not valid.");
  await noteUse(key);
  return toActor(key);
}

const unverified = () => new AppError("unauthenticated", "The credentials could not be verified.");

/** A request whose signature is right. */
export interface SignedRequest {
  actor: ComponentActor;
  /** Throws unless `body`, as sent, is what the client signed; nothing to check without digest. */
  requireBody(body: Uint8Array): void;
}

/**
 * Verifies `Authorization: BEAM <access> <digest>`: parts, key, digest, date, in this order, and
 * notes that the component was heard. With the body digest header the body is signed too, and the
 * signature counts once. Throws `unauthenticated` (401), or `invalid_input` (400) for the date.
 */
export async function authenticateHmac(request: Request): Promise<SignedRequest> {
  const authorization = request.headers.get("authorization");
  if (authorization === null) throw new AppError("unauthenticated", "Missing authorization header");
  const [marker, access, digest, ...rest] = authorization.split(/\s+/);
  if (marker !== "BEAM" || !access || !digest || rest.length > 0) {
    throw new AppError("unauthenticated", "Invalid authorization header");
  }
  const dateText = request.headers.get("date");
  // SECURITY: before the key is looked up, or the answer would tell which access names exist.
  if (dateText === null) throw new AppError("invalid_input", "Missing date header");
  const bodyDigest = request.headers.get(BODY_DIGEST_HEADER);
  const key = await findKey("hmac", access);
  const message = signedMessage(request, dateText, bodyDigest);
  const isRight = isSameText(sign(secretOf(key), message), digest);
  if (!key || !isRight) throw unverified();
  const date = parseMailDate(dateText);
  if (!date) throw new AppError("invalid_input", "The date header is not a date");
  if (Math.abs(epochSeconds(now()) - epochSeconds(date)) > DATE_WINDOW_SECONDS) {
    throw new AppError("invalid_input", "The date of the request is not current");
  }
  if (bodyDigest !== null) await spendSignature(`${access} ${digest}`, date);
  await noteUse(key);
  return { actor: toActor(key), requireBody: (body) => requireDigest(bodyDigest, body) };
}

let decoy: string | undefined;

// SECURITY: unknown keys cost an unsealing too, so that time does not tell them from known ones.
function secretOf(key: Key | null): string {
  decoy ??= seal("nobody signs with this", "decoy");
  return key?.secretCipher ? unseal(key.secretCipher, key.access) : unseal(decoy, "decoy");
}

function sign(secret: string, message: string): string {
  return createHmac("sha256", secret).update(message, "utf8").digest("base64");
}

/** The text that a client signs: method, decoded resource, raw date and body digest if sent. */
function signedMessage(request: Request, date: string, bodyDigest: string | null): string {
  const message = `${request.method.toUpperCase()} ${signedResource(request.url)}\n${date}`;
  return bodyDigest === null ? message : `${message}\n${bodyDigest}`;
}

// Decoded path as sent, then the first value of each parameter, decoded, sorted by name.
function signedResource(url: string): string {
  const { pathname, searchParams } = new URL(url);
  const first = new Map<string, string>();
  for (const [name, value] of searchParams) if (!first.has(name)) first.set(name, value);
  const byName = [...first].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const query = byName.map(([name, value]) => `${name}=${value}`).join("&");
  return query === "" ? decodePath(pathname) : `${decodePath(pathname)}?${query}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function spendSignature(signature: string, date: Date): Promise<void> {
  const digest = createHash("sha256").update(signature).digest("hex");
  const expiresAt = new Date(date.getTime() + 2 * DATE_WINDOW_SECONDS * 1000);
  const data = [{ digest, expiresAt }];
  const { count } = await db().replayGuard.createMany({ data, skipDuplicates: true });
  if (count === 0) throw unverified();
}

function requireDigest(expected: string | null, body: Uint8Array): void {
  if (expected === null) return;
  const digest = createHash("sha256").update(body).digest("base64");
  if (!isSameText(digest, expected)) throw unverified();
}
