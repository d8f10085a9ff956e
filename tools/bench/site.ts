import "server-only";
import { createServer } from "node:net";
import { encode } from "next-auth/jwt";
import pg from "pg";
import { sessionCookieName, sessionSecret } from "@/lib/auth/options";
import { makeCluster, makeQueue } from "@/lib/cases/factory";
import { db } from "@/lib/platform/db";
import { supervise } from "@/lib/platform/supervise";

/** The installation that is measured: databases of different size, a web process each, people. */

/** How many people work at once. */
export const PEOPLE = 25;

/** A feed with one generation. */
export const FEED = "burst:benchone";

export interface Site {
  url: string;
  databaseUrl: string;
  /** A case that is in the newest report. */
  caseId: number;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Makes another, empty database on the server of `url`. */
export async function makeDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

/** What the pages of a group and of a volume show. */
export const GROUP = "bench-group";
export const VOLUME = "bench-volume";

/** Fills the database of this process with people, clusters and cases; returns a current case. */
export async function fill(size: { current: number; archived: number }): Promise<number> {
  await db().person.createMany({
    data: Array.from({ length: PEOPLE }, (_, index) => ({
      id: index + 1,
      uid: `bench${index + 1}`,
      name: `Bench ${index + 1}`,
    })),
  });
  await db().personRole.createMany({
    data: Array.from({ length: PEOPLE }, (_, index) => ({ personId: index + 1, role: "admin" })),
  });
  await makeCluster({ id: "benchone" });
  await makeCluster({ id: "benchtwo" });
  await makeQueue(["benchone", "benchtwo"], size);
  // What autovacuum would have done on an installation that is older than a minute.
  await db().$executeRaw`vacuum analyze`;
  const { id } = await db().case.findFirstOrThrow({
    where: { isCurrent: true },
    orderBy: { metric: "desc" },
    select: { id: true },
  });
  // Under the case's number, so that one address part fits every page of one record.
  const refusal = { feedName: FEED, requestRef: "bench", code: "invalid_input", detail: "bench" };
  await db().refusal.create({ data: { id: BigInt(id), ...refusal } });
  await db().group.create({ data: { name: GROUP, gid: 60_001n } });
  await db().volume.create({
    data: { name: VOLUME, mountPath: `/lustre/${VOLUME}`, acceptedAt: new Date() },
  });
  return id;
}

/** The Cookie header of one of the people, by number from 1. */
export async function cookieOf(person: number): Promise<string> {
  const token = { sub: String(person), startedAt: Math.floor(Date.now() / 1000) };
  return `${sessionCookieName()}=${await encode({ token, secret: sessionSecret() })}`;
}

/** Starts a web process of the production build on a database. */
export async function startWeb(
  base: NodeJS.ProcessEnv,
  databaseUrl: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    ...base,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    HEADROOM_URL: url,
  };
  const args = ["--import", "tsx", "scripts/web.ts"];
  const web = supervise({ name: "web", args, env, isAside: true });
  await web.ready;
  return { url, stop: web.stop };
}
