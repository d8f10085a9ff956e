import { randomBytes } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { newHmac } from "@/lib/auth/key-secrets";
import type { Role } from "@/lib/auth/model";
import { sessionCookieName, sessionSecret } from "@/lib/auth/options";
import { db } from "@/lib/platform/db";
import { openEmbedded } from "@/lib/platform/embedded-postgres";
import { env, resetEnv, siteUrl } from "@/lib/platform/env";
import { type Answer, callProtocol, type SigningKey } from "@/tools/simulate/client";

/** Who a page can be signed in as. `nobody` has no session, `roleless` a session without a role. */
export type Somebody = "analyst" | "analyst2" | "admin" | "pi" | "roleless" | "nobody";

const rolesOf: Record<Exclude<Somebody, "nobody">, Role[]> = {
  analyst: ["analyst"],
  analyst2: ["analyst"],
  admin: ["admin"],
  pi: ["pi"],
  roleless: [],
};

export interface TestCluster {
  id: string;
  name: string;
  detector: SigningKey;
  scheduler: SigningKey;
  /** Posts a report through the protocol door. */
  report(body: Record<string, unknown[]>): Promise<Answer>;
}

interface Fixtures {
  as(who: Somebody): Promise<Page>;
  newCluster(): Promise<TestCluster>;
  axe(page: Page): Promise<void>;
}

/** Points this process at the database of the server under test. */
export async function openServerDatabase(): Promise<void> {
  if (process.env.DATABASE_URL) return;
  const { url } = await openEmbedded(env().HEADROOM_DATA_DIR);
  process.env.DATABASE_URL = url;
  resetEnv();
}

/** The person behind a fixture, made at first use; the PI leads the group `def-e2e`. */
export async function personId(who: Exclude<Somebody, "nobody">): Promise<number> {
  await openServerDatabase();
  const uid = `e2e_${who}`;
  const person = await db().person.upsert({
    where: { uid },
    create: { uid, name: `Test ${who}`, givenName: who, email: `${uid}@example.org` },
    update: {},
  });
  await db().personRole.createMany({
    data: rolesOf[who].map((role) => ({ personId: person.id, role })),
    skipDuplicates: true,
  });
  if (who === "pi") {
    await db().group.upsert({
      where: { name: "def-e2e" },
      create: { name: "def-e2e", piId: person.id },
      update: { piId: person.id },
    });
  }
  return person.id;
}

export async function sessionCookie(who: Exclude<Somebody, "nobody">) {
  return sessionCookieOf(await personId(who));
}

/** The session cookie of a person by id, for people whom a test made itself. */
export async function sessionCookieOf(id: number) {
  const sub = String(id);
  const startedAt = Math.floor(Date.now() / 1000);
  const value = await encode({ token: { sub, startedAt }, secret: sessionSecret() });
  return { name: sessionCookieName(), value, url: siteUrl() };
}

/** A key of a new component with this service on the cluster. */
export async function addSigningKey(cluster: string, service: string): Promise<SigningKey> {
  const { access, secret, secretCipher } = newHmac({});
  const id = `${cluster}_${service}`;
  await db().component.create({ data: { id, name: service, service, clusterId: cluster } });
  await db().apiKey.create({ data: { kind: "hmac", access, secretCipher, componentId: id } });
  return { access, secret };
}

function randomLetters(length: number): string {
  return [...randomBytes(length)].map((byte) => "abcdefghijklmnop"[byte % 16]).join("");
}

async function makeCluster(): Promise<TestCluster> {
  await openServerDatabase();
  const id = `t${randomLetters(11)}`;
  const name = `Test ${id}`;
  await db().cluster.create({ data: { id, name } });
  const detector = await addSigningKey(id, "detector");
  const scheduler = await addSigningKey(id, "scheduler");
  const report = (body: Record<string, unknown[]>) =>
    callProtocol(siteUrl(), detector, "POST", "/api/cases/", { version: 2, ...body });
  return { id, name, detector, scheduler, report };
}

// Chromium logs a failed load of any answer from 400 up; those are asserted where they matter.
const expectedNoise = /Failed to load resource/;

export const test = base.extend<Fixtures>({
  as: async ({ browser }, use) => {
    const problems: string[] = [];
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (who) => {
      const context = await browser.newContext();
      contexts.push(context);
      if (who !== "nobody") await context.addCookies([await sessionCookie(who)]);
      const page = await context.newPage();
      page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() !== "error" || expectedNoise.test(message.text())) return;
        problems.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(problems, "errors in the browser's console").toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's dependencies here
  newCluster: async ({}, use) => {
    await use(makeCluster);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's dependencies here
  axe: async ({}, use) => {
    await use(async (page) => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const { violations } = await new AxeBuilder({ page })
          .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
          .analyze();
        const found = violations.map(
          ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map((n) => n.target).join(" | ")}`,
        );
        expect(found).toEqual([]);
      }
    });
  },
});

export { expect };
