import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { scanLines } from "@/lib/storage/factory/scan-file";
import { expect, test } from "./fixtures";
import { type OwnServer, startOwnServer } from "./own-server";

/** What `npm run build` makes, alone in a folder: no sources, no loader, no other packages. */

// The browser tests' own condition would choose modules that a build has chosen already.
const settings = { NODE_OPTIONS: "", HEADROOM_WEB_PROCESSES: "1", HEADROOM_LOG_LEVEL: "warn" };
let folder: string;
let server: OwnServer;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  folder = await mkdtemp(join(tmpdir(), "headroom-built-"));
  await cp("dist", folder, { recursive: true, verbatimSymlinks: true });
  server = await startOwnServer(settings, undefined, { args: ["start.js"], cwd: folder });
});

test.afterAll(async () => {
  await server?.stop();
  await server?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What a command prints. */
async function call(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...settings, HEADROOM_DATA_DIR: server.dataDir };
  // Not where the build stands: commands are called from anywhere.
  const options = { cwd: tmpdir(), env: { ...env, DATABASE_URL: undefined } };
  const path = join(folder, script);
  return (await promisify(execFile)(process.execPath, [path, ...args], options)).stdout;
}

test("the database is up to date, and the command line says what there is", async () => {
  expect(await call("migrate.js")).toBe("schema is up to date\n");
  expect(await call("headroom.js", "--help")).toContain("headroom <noun> <verb>");
});

test("people find the site", async ({ as }) => {
  const page = await as("nobody");
  await page.goto(`${server.url}/`);
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByLabel("Password")).toBeVisible();
});

test("a scan comes in by its door and is read on a thread", async ({ request }) => {
  await call(
    "headroom.js",
    "component",
    "create",
    "--id",
    "s",
    "--name",
    "S",
    "--service",
    "scanner",
  );
  const key = await call(
    "headroom.js",
    "key",
    "create",
    "--component",
    "s",
    "--kind",
    "bearer",
    "--json",
  );
  const { token } = JSON.parse(key) as { token: string };
  const query = `volume=scratch1&date=2026-11-01&scanTime=${Date.UTC(2026, 10, 1) / 1000}`;
  const answer = await request.post(`${server.url}/api/ingest/scan?${query}`, {
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/gzip" },
    data: gzipSync(scanLines("scratch1", 50)),
  });
  expect({ status: answer.status(), ...(await answer.json()) }).toMatchObject({
    status: 201,
    received: 50,
    stored: 50,
  });
  const again = ["ingest", "scan", join(folder, "none.gz"), "--volume", "scratch1"];
  await expect(call("headroom.js", ...again)).rejects.toThrow("Cannot read");
});
