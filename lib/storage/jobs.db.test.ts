import { spawn } from "node:child_process";
import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { newRef } from "@/lib/platform/log";
import { scanLine, scanLines } from "./factory/scan-file";
import { takeScanFile } from "./ingest/scans/take-scan-file";
import { findScans, readScanJob, recomputeWarnings, sweepLostScans, tidyVolume } from "./jobs";

let dir = "";
let serial = 0;
let volume = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "headroom-scans-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
beforeEach(() => {
  serial += 1;
  volume = `scratch${100 + serial}`;
});

const scans = () =>
  db().storageScan.findMany({ where: { volumeName: volume }, orderBy: { id: "asc" } });

const today = () => new Date().toISOString().slice(0, 10).replaceAll("-", "");

async function scanFile(text: string, day = today(), folder = dir): Promise<string> {
  const path = join(folder, `${day}_${volume}.abc.def.stats.gz`);
  await writeFile(path, gzipSync(text));
  return path;
}

const reading = () => ({ origin: "command", requestRef: newRef() }) as const;

describe("a scan file", () => {
  it("tells volume, date and time by its name and its last change", async () => {
    const path = await scanFile(scanLines(volume, 30), "20260301");
    const madeAt = new Date("2026-03-02T03:04:05Z");
    await utimes(path, madeAt, madeAt);
    await takeScanFile(systemActor, path, reading());
    expect(await scans()).toMatchObject([
      {
        state: "stored",
        recordOn: new Date("2026-03-01"),
        scannedAt: madeAt,
        fileName: path,
        lineCount: 30n,
      },
    ]);
  });

  it("that changes while it is read is refused", async () => {
    const path = await scanFile(scanLines(volume, 40_000));
    let wasRead = false;
    const taking = takeScanFile(systemActor, path, {
      ...reading(),
      onProgress: () => {
        wasRead = true;
      },
    });
    // Another member at the end: valid, and yet not the file that was opened.
    await appendFile(path, gzipSync(scanLine({ path: `/lustre/${volume}/late` })));
    await expect(taking).rejects.toMatchObject({ status: 409, message: /changed while/ });
    expect(wasRead).toBe(true);
    expect(await scans()).toMatchObject([{ state: "failed", error: /changed while/ }]);
    expect(await db().userUsage.count({ where: { volumeName: volume } })).toBe(0);
  });

  it("that is not there, or no file, is refused", async () => {
    await expect(takeScanFile(systemActor, "/nowhere.gz", reading())).rejects.toThrow("ENOENT");
    await expect(takeScanFile(systemActor, dir, reading())).rejects.toThrow("not a file");
  });
});

describe("the job that looks for scans", () => {
  it("queues one reading for each new file, the largest first", async () => {
    const folder = join(dir, "found");
    await mkdir(folder);
    const first = volume;
    await scanFile(scanLines(volume, 10), today(), folder);
    volume = `${first}0`;
    const large = await scanFile(scanLines(volume, 5_000), today(), folder);
    await db().storageSettings.updateMany({ data: { scanDirectories: [folder] } });
    await findScans();
    await findScans();
    const queued = await db().$queryRaw<{ key: string; payload: { path: string } }[]>`
      select key, payload from graphile_worker._private_jobs where key like 'read-scan:%'
      order by id`;
    expect(queued.map(({ key }) => key)).toEqual([`read-scan:${volume}`, `read-scan:${first}`]);
    for (const { payload } of queued.slice(0, 1)) await readScanJob(payload);
    expect(await scans()).toMatchObject([{ state: "stored", origin: "schedule", fileName: large }]);
    await db().$executeRaw`delete from graphile_worker._private_jobs`;
    await findScans();
    const left = await db().$queryRaw<{ key: string }[]>`
      select key from graphile_worker._private_jobs`;
    expect(left).toEqual([{ key: `read-scan:${first}` }]);
  });

  it("gives up on a file that failed again and again, until it is another one", async () => {
    const folder = join(dir, "broken");
    await mkdir(folder);
    const path = await scanFile("no scan\n", today(), folder);
    await db().storageSettings.updateMany({ data: { scanDirectories: [folder] } });
    const queued = async () => {
      await db().$executeRaw`delete from graphile_worker._private_jobs`;
      await findScans();
      const rows = await db().$queryRaw<unknown[]>`select 1 from graphile_worker._private_jobs`;
      return rows.length;
    };
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await queued()).toBe(1);
      await readScanJob({ path });
    }
    expect(await queued()).toBe(0);
    const later = new Date(Date.now() + 5_000);
    await utimes(path, later, later);
    expect(await queued()).toBe(1);
  });

  it("does nothing without a directory", async () => {
    await db().storageSettings.updateMany({ data: { scanDirectories: [] } });
    await findScans();
  });

  it("ends a reading when its worker is stopped, and has it done again", async () => {
    const path = await scanFile(scanLines(volume, 60_000));
    const stop = new AbortController();
    const job = readScanJob({ path, volume }, stop.signal);
    await vi.waitFor(async () => expect(await scans()).toHaveLength(1), 5_000);
    stop.abort();
    await expect(job).rejects.toThrow("worker was stopped");
    expect(await scans()).toMatchObject([{ state: "failed", error: /worker was stopped/ }]);
    await readScanJob({ path, volume });
    expect((await scans()).at(-1)).toMatchObject({ state: "stored" });
  });
});

/** A command line in a process of its own that reads the file. */
function spawnReader(path: string) {
  const args = ["--import", "tsx", "--conditions=react-server", "scripts/headroom.ts"];
  return spawn(process.execPath, [...args, "ingest", "scan", path], { stdio: "ignore" });
}

/** A file with vault entries, so that rows are staged while it is read. */
function vaultLines(count: number): string {
  const lines = [scanLines(volume, 2)];
  for (let index = 0; index < count; index += 1) {
    const name = Buffer.from(`file${index}`).toString("base64").replaceAll("/", "_");
    const key = `.vault/keep/${(index + 4096).toString(16).match(/../g)?.slice(0, -1).join("/")}`;
    const last = (index + 4096).toString(16).slice(-2);
    lines.push(
      scanLine({
        path: `/lustre/${volume}/p/${key}/${last}-${name}`,
        inode: index + 4096,
        links: 2,
      }),
    );
  }
  return lines.join("");
}

describe("a reader that is killed", () => {
  it("leaves nothing that anybody sees, and the next one goes on", async () => {
    setClock();
    const count = 30_000;
    const path = await scanFile(vaultLines(count));
    const wasThere = new Set<string>();
    for (const afterMs of [100, 500, 1_000]) {
      const child = spawnReader(path);
      const ended = new Promise((done) => child.once("exit", done));
      const before = await scans();
      await vi.waitFor(async () => {
        if (child.exitCode === null) expect((await scans()).length).toBeGreaterThan(before.length);
      }, 20_000);
      await sleep(afterMs);
      child.kill("SIGKILL");
      await ended;
      const last = (await scans()).at(-1);
      wasThere.add(last?.state ?? "");
      if (last?.state === "stored") break;
      expect(await db().groupUsage.count({ where: { volumeName: volume } })).toBe(0);
      expect(await db().vaultEntry.count({ where: { volumeName: volume } })).toBe(0);
      const current = await db().volume.findUnique({ where: { name: volume } });
      expect(current?.currentScanId).toBeNull();
      // Two minutes later.
      setClock(new Date(Date.now() + 121_000));
      await sweepLostScans();
      setClock();
      expect((await scans()).at(-1)).toMatchObject({ state: "lost" });
      expect(await db().stagedVaultEntry.count()).toBe(0);
      expect(await db().userUsage.count({ where: { volumeName: volume } })).toBe(0);
    }
    expect(wasThere).toContain("reading");
    const known = (await scans()).find(({ state }) => state === "stored");
    if (!known) await takeScanFile(systemActor, path, reading());
    expect(await db().vaultEntry.count({ where: { volumeName: volume } })).toBe(count);
    await tidyVolume({ volume });
  }, 180_000);
});

it("warnings are computed again by the thresholds in force", async () => {
  const path = await scanFile(
    scanLine({ path: `/lustre/${volume}/a/b/c/file`, gid: 7, bytes: 830 }),
  );
  await takeScanFile(systemActor, path, reading());
  await db().storageQuota.create({
    data: { volumeName: volume, gid: 7n, bytes: 1000n, readAt: new Date(), source: "csv" },
  });
  await recomputeWarnings();
  const level = async () =>
    (await db().groupUsage.findFirstOrThrow({ where: { volumeName: volume } })).level;
  expect(await level()).toBe(2);
  const strict = [{ level: 3, daysAhead: 3, share: 0.8 }];
  await db().storageSettings.updateMany({ data: { thresholds: strict } });
  // The total of the group, and the base directory that is its only part.
  expect(await recomputeWarnings()).toBe(2);
  expect(await level()).toBe(3);
  expect(await recomputeWarnings()).toBe(0);
});
