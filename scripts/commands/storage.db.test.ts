import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/lib/platform/db";
import { scanLines } from "@/lib/storage/factory/scan-file";

// Each call is a process of its own, as a script would make it.
const SLOW_MS = 90_000;
const run = promisify(execFile);
let dir = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headroom-cli-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Ending {
  status: number;
  stdout: string;
  stderr: string;
}

async function call(args: string[], settings: Record<string, string> = {}): Promise<Ending> {
  const node = ["--import", "tsx", "--conditions=react-server", "scripts/headroom.ts"];
  const env = { ...process.env, ...settings };
  return run(process.execPath, [...node, ...args], { env }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      status: code,
      stdout,
      stderr,
    }),
  );
}

const json = async (args: string[], settings?: Record<string, string>) => {
  const { status, stdout, stderr } = await call([...args, "--json"], settings);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown> & Record<string, unknown>[];
};

test(
  "a scan file is taken once, and again by force",
  async () => {
    const path = join(dir, "20260320_scratch77.a.b.stats.gz");
    await writeFile(path, gzipSync(scanLines("scratch77", 40)));
    const first = await json(["ingest", "scan", path]);
    expect(first).toEqual({
      feed: "scan:scratch77",
      generation: 1,
      received: 40,
      stored: 40,
      unchanged: 0,
      rejected: [],
    });
    expect(await json(["ingest", "scan", path])).toMatchObject({ stored: 0, unchanged: 40 });
    expect(await json(["ingest", "scan", path, "--force"])).toMatchObject({ generation: 2 });
    const other = join(dir, "some.gz");
    await writeFile(other, gzipSync(scanLines("scratch78", 5)));
    expect(await call(["ingest", "scan", other])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("--volume"),
    });
    await writeFile(other, "no scan");
    const broken = await call(["ingest", "scan", other, "--volume", "scratch79"]);
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(/^headroom: .*gzip.*\.\n$/);
  },
  SLOW_MS,
);

test(
  "base directories and quotas come from files, quotas from the site's sources too",
  async () => {
    const basedirs = join(dir, "20260320.x.basedirs");
    await writeFile(basedirs, "1001\t/lustre/scratch77/projects/p1\nbad\n");
    expect(await json(["ingest", "basedirs", basedirs])).toMatchObject({
      feed: "basedirs",
      stored: 1,
      rejected: [{ line: 2 }],
    });
    const quotas = join(dir, "quotas.csv");
    await writeFile(quotas, "1001,/lustre/scratch77,1000,50\n");
    expect(await json(["ingest", "quotas", quotas])).toMatchObject({ feed: "quotas", stored: 1 });
    // Sources are asked about volumes only, not about names that a quota has brought.
    const acceptedAt = new Date();
    await db().volume.update({ where: { name: "scratch77" }, data: { acceptedAt } });
    await db().group.createMany({
      data: [
        { name: "known", gid: 1_001n },
        { name: "denied", gid: 1_002n },
        { name: "nowhere", gid: 1_003n },
      ],
    });
    const lfs = join(dir, "lfs");
    const line = '"$4 5 6 7 - 8 9 10 -"';
    await writeFile(lfs, `#!/bin/sh\n[ "$3" = known ] || exit 1\necho ${line}\n`);
    await chmod(lfs, 0o755);
    await writeFile(join(dir, "scratch77"), "group,limit\ndenied,3\n");
    const settings = {
      PATH: `${dir}:${process.env.PATH}`,
      HEADROOM_QUOTA_PROVIDERS: "lfs,files",
      HEADROOM_QUOTA_DIRECTORY: dir,
    };
    const receipt = await json(["quota", "read"], settings);
    expect(receipt).toMatchObject({ feed: "quotas", received: 2, stored: 2 });
    const rows = await db().storageQuota.findMany({
      where: { volumeName: "scratch77" },
      orderBy: { gid: "asc" },
    });
    expect(rows.map(({ gid, bytes, inodes }) => [gid, bytes, inodes])).toEqual([
      [1_001n, 7n * 1024n, 10n],
      [1_002n, 3n * 1024n, null],
    ]);
    const none = await call(["quota", "read"], { HEADROOM_QUOTA_PROVIDERS: "csv" });
    expect(none).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("HEADROOM_QUOTA_CSV"),
    });
  },
  SLOW_MS,
);

test(
  "scans are found and read, one failure stops no other",
  async () => {
    expect((await call(["scan", "run"])).stderr).toContain("No directory of scan files is set");
    await db().storageSettings.updateMany({ data: { scanDirectories: [dir] } });
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    const file = (volume: string) => join(dir, `${day}_${volume}.a.b.stats.gz`);
    await writeFile(file("scratch80"), gzipSync(scanLines("scratch80", 30)));
    await writeFile(file("scratch81"), gzipSync("no scan\n"));
    const { status, stdout, stderr } = await call(["scan", "run", "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      // A volume that is known, without a file in ten days.
      { volume: "scratch77", state: "failed", error: expect.stringContaining("last 10 days") },
      { volume: "scratch80", state: "stored", receipt: { stored: 30 } },
      { volume: "scratch81", state: "failed", error: expect.stringMatching(/\.$/) },
    ]);
    expect(stderr).not.toContain("Error");
    expect(await json(["scan", "run", "--volume", "scratch80"])).toMatchObject([
      { state: "unchanged" },
    ]);
  },
  SLOW_MS,
);

test(
  "tables and reports are written to standard output",
  async () => {
    const rows = await json(["export", "group-usage", "--volume", "scratch80"]);
    expect(rows.length).toBeGreaterThan(3);
    const { stdout } = await call(["export", "user-usage", "--format", "report"]);
    expect(stdout).toMatch(/^username\tdata\tgroup\t77\t80\r\n/);
    expect((await call(["export", "vaults", "--format", "xml"])).status).toBe(1);
    expect(await json(["warnings", "recompute"])).toHaveProperty("changed");
  },
  SLOW_MS,
);

test(
  "the lines of each group are written to a folder of the day",
  async () => {
    const output = join(dir, "groups");
    const args = ["scan", "split", "--output", output, "--volume", "scratch80"];
    const outcome = await json(args);
    expect(outcome).toMatchObject({ volumes: ["scratch80"], failures: [], uploaded: 0 });
    const index = await readFile(join(String(outcome.directory), "index.txt"), "utf8");
    expect(index).toMatch(/^Group\tBuild Time \(sec\)\tMemory Use\(bytes\)\ndenied\t100\t/);
    const again = await call(args);
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("already exists") });
  },
  SLOW_MS,
);
