import { createHmac, randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";

/**
 * Clients as real detectors and schedulers are: they only know a URL and a credential. Used by the
 * simulator and by tests that go through the doors.
 */

export interface Answer {
  status: number;
  body: unknown;
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) };
  } catch {
    return { status: response.status, body: text };
  }
}

/** Sends rows to the uniform ingest route; `madeAt` sends a backlog (UNIX seconds). */
export async function sendRows(
  target: { url: string; token: string },
  feed: string,
  rows: unknown[],
  options: { madeAt?: number; key?: string } = {},
): Promise<Answer> {
  const query = options.madeAt === undefined ? "" : `?madeAt=${options.madeAt}`;
  const response = await fetch(`${target.url}/api/ingest/${feed}${query}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${target.token}`,
      "content-type": "application/json",
      "content-encoding": "gzip",
      "idempotency-key": options.key ?? randomUUID(),
    },
    body: gzipSync(JSON.stringify(rows)),
  });
  return toAnswer(response);
}

/** Sends a body as it is to the uniform ingest route, as storage scanners do. */
export async function sendFile(
  target: { url: string; token: string },
  feed: string,
  sent: { type: string; body: string | Uint8Array<ArrayBuffer>; query?: Record<string, string> },
): Promise<Answer> {
  const query = new URLSearchParams(sent.query).toString();
  const response = await fetch(`${target.url}/api/ingest/${feed}${query && `?${query}`}`, {
    method: "POST",
    headers: { authorization: `Bearer ${target.token}`, "content-type": sent.type },
    body: sent.body,
  });
  return toAnswer(response);
}

export interface SigningKey {
  access: string;
  secret: string;
}

/**
 * Headers of a signed request: HMAC-SHA256 over method, decoded path with the parameters sorted by
 * name, and the Date header.
 */
export function signedHeaders(
  key: SigningKey,
  method: string,
  url: URL,
  date: Date,
): { date: string; authorization: string } {
  const parameters = [...url.searchParams.entries()]
    .filter(([name], at, all) => all.findIndex(([other]) => other === name) === at)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const resource = decodeURIComponent(url.pathname) + (parameters ? `?${parameters}` : "");
  const dateText = date.toUTCString();
  const digest = createHmac("sha256", key.secret)
    .update(`${method} ${resource}\n${dateText}`, "utf8")
    .digest("base64");
  return { date: dateText, authorization: `BEAM ${key.access} ${digest}` };
}

/** A signed call of the detector and scheduler protocol; `path` as it goes over the wire. */
export async function callProtocol(
  base: string,
  key: SigningKey,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<Answer> {
  const url = new URL(path, base);
  const response = await fetch(url, {
    method,
    headers: {
      ...signedHeaders(key, method, url, new Date()),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return toAnswer(response);
}
