import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { env } from "@/lib/platform/env";
import { isFromTrustedProxy } from "./address";
import { loadViewer } from "./load-viewer";
import type { Viewer } from "./model";
import { sessionCookieName, sessionSecret } from "./options";

interface Identity {
  where: { id: number } | { uid: string };
  startedAt?: Date;
}

async function identify(): Promise<Identity | undefined> {
  const header = env().HEADROOM_AUTH_PROXY_HEADER;
  const requestHeaders = await headers();
  const named = header ? requestHeaders.get(header) : null;
  // SECURITY: anybody can send the header; only the site's own proxies are believed.
  if (named && isFromTrustedProxy(requestHeaders)) return { where: { uid: named } };
  const jar = await cookies();
  const name = sessionCookieName();
  // next-auth splits a long cookie into numbered chunks.
  const chunks = jar.getAll().filter((c) => c.name === name || c.name.startsWith(`${name}.`));
  if (chunks.length === 0) return undefined;
  const value = chunks.map((chunk) => chunk.value).join("");
  const token = await decode({ token: value, secret: sessionSecret() }).catch(() => null);
  const id = Number(token?.sub);
  if (!token || !Number.isInteger(id)) return undefined;
  return { where: { id }, startedAt: new Date(Number(token.startedAt ?? 0) * 1000) };
}

/**
 * The signed-in person of this request, or null. Roles are read from the database each time, so a
 * removed role, a disabled person and a revoked session work at once.
 */
export const findViewer = cache(async (): Promise<Viewer | null> => {
  const identity = await identify();
  if (!identity) return null;
  return loadViewer(identity.where, identity.startedAt);
});

/** The viewer; a signed-out person is sent to the sign-in page. */
export async function requireSignedIn(): Promise<Viewer> {
  return (await findViewer()) ?? redirect("/sign-in");
}
