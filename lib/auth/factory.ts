import "server-only";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { newBasic, newBearer, newHmac } from "./key-secrets";
import type { ComponentActor, Service } from "./model";

/** A component with a key of each kind, for database and browser tests. */
export interface Machine {
  actor: ComponentActor;
  token: string;
  /** `user:password`, as clients have it in a URL. */
  basic: string;
  access: string;
  secret: string;
}

/** Makes a component with a key of each kind; the cluster must exist. */
export async function makeMachine(
  service: Service,
  clusterId: string | null,
  options: { id?: string; intervalSeconds?: number; site?: string; volume?: string } = {},
): Promise<Machine> {
  const id = options.id ?? `${service}_${randomBytes(4).toString("hex")}`;
  const { token, ...bearer } = newBearer();
  const { secret, ...hmac } = newHmac();
  const { password, ...basic } = newBasic();
  const component = await db().component.create({
    data: {
      id,
      name: `Machine ${id}`,
      service,
      clusterId,
      site: options.site ?? null,
      volume: options.volume ?? null,
      intervalSeconds: options.intervalSeconds ?? null,
      createdAt: now(),
      keys: {
        create: [
          { kind: "bearer", ...bearer },
          { kind: "hmac", ...hmac },
          { kind: "basic", ...basic },
        ],
      },
    },
    include: { keys: { where: { kind: "hmac" } } },
  });
  const keyId = component.keys[0]?.id ?? 0;
  const actor: ComponentActor = {
    kind: "component",
    id,
    name: component.name,
    service,
    clusterId,
    site: component.site,
    volume: component.volume,
    keyId,
  };
  return { actor, token, basic: `${basic.access}:${password}`, access: hmac.access, secret };
}

const ORIGIN = "http://headroom.test";

/** What a signing client may do differently from the usual. */
export interface SignOptions {
  body?: unknown;
  /** Default: the present. */
  date?: string | null;
  /** Resource to sign instead of the one that is called. */
  signAs?: string;
  /** Adds the header with the body's digest. */
  withDigest?: boolean;
  headers?: Record<string, string>;
}

/** A request signed as detectors and schedulers do it. `path` is sorted and decoded already. */
export function signedRequest(
  machine: Pick<Machine, "access" | "secret">,
  method: string,
  path: string,
  options: SignOptions = {},
): Request {
  const date = options.date === undefined ? now().toUTCString() : options.date;
  const text = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  const bodyDigest = createHash("sha256")
    .update(text ?? "")
    .digest("base64");
  const extra = options.withDigest ? `\n${bodyDigest}` : "";
  const message = `${method} ${options.signAs ?? path}\n${date ?? ""}${extra}`;
  const digest = createHmac("sha256", machine.secret).update(message).digest("base64");
  const headers = new Headers({ Authorization: `BEAM ${machine.access} ${digest}` });
  if (date !== null) headers.set("Date", date);
  if (text !== undefined) headers.set("Content-Type", "application/json");
  if (options.withDigest) headers.set("X-Headroom-Body-Digest", bodyDigest);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  return new Request(ORIGIN + path, {
    method,
    headers,
    ...(text === undefined ? {} : { body: text }),
  });
}

/** A POST to the uniform ingest route. */
export function bearerRequest(
  machine: Pick<Machine, "token">,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Request {
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  return new Request(ORIGIN + path, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${machine.token}`,
      "Content-Type": "application/json",
      ...headers,
    },
    body: (isRaw ? body : JSON.stringify(body)) as BodyInit,
  });
}
