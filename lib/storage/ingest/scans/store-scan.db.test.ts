import pg from "pg";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db, Prisma, pool } from "@/lib/platform/db";
import { makeResult, storeResult } from "../../factory/scan-result";
import { dayText } from "../../model/scan";
import { beginScan, startHeartbeat } from "./scan-ledger";
import { storeScan } from "./store-scan";
import { sweepScans, trimDirectories } from "./sweep-scans";

/** Of one scan, from its place in the ledger to the commit. */
const STATEMENTS = 47;

let serial = 0;
let volume = "";

beforeEach(() => {
  serial += 1;
  volume = `scratch${100 + serial}`;
  setClock(new Date("2026-03-20T12:00:00Z"));
});

const PATH = "/lustre/x/p1";
const group = (gid: bigint, bytes: bigint, inodes = 10n, basePath = PATH) => ({
  gid,
  bytes,
  inodes,
  basePath,
});

const usage = (gid = 1n) =>
  db().groupUsage.findMany({
    where: { volumeName: volume, gid },
    orderBy: { recordOn: "asc" },
  });

const current = async () =>
  (await db().volume.findUniqueOrThrow({ where: { name: volume }, include: { currentScan: true } }))
    .currentScan;

describe("a stored scan", () => {
  it("leaves its rows, its place in the ledger and a generation", async () => {
    await db().group.create({ data: { name: `g${serial}`, gid: 1313n } });
    const basePath = `/mnt/${volume}/hgi/p1`;
    const { receipt, scan } = await storeResult(volume, "2026-03-20", {
      groups: [group(1313n, 2n ** 60n + 1n, 7n, basePath), group(7n, 0n, 0n, basePath)],
      directories: [{ gid: 1313n, basePath, bucket: "a\tb\\c", files: 2n, bytes: 9n }],
      users: [{ uid: 5n, gid: 1313n, bytes: 3n, inodes: 1n }],
      badLines: [{ reason: "This line has too few columns.", count: 2, firstLine: 7 }],
    });
    expect(receipt).toEqual({
      feed: `scan:${volume}`,
      generation: 1,
      received: 1000,
      stored: 998,
      unchanged: 0,
      rejected: [{ line: 7, reason: "This line has too few columns. (2 lines)" }],
    });
    expect(await current()).toMatchObject({
      id: scan.id,
      state: "stored",
      variant: "A",
      lineCount: 1000n,
      badLineCount: 2n,
      rowCounts: { groups: 2, directories: 1, users: 1, vaults: 0 },
    });
    const [row] = await usage(1313n);
    expect(row).toMatchObject({ usedBytes: 2n ** 60n + 1n, groupName: `g${serial}`, level: 1 });
    expect(Number(row?.lastModifiedDays)).toBe(1);
    expect(await db().directoryUsage.findFirst({ where: { scanId: scan.id } })).toMatchObject({
      bucket: "a\tb\\c",
      bamBytes: 0n,
    });
    const volumeRow = await db().volume.findUniqueOrThrow({ where: { name: volume } });
    expect(volumeRow.mountPath).toBe(`/mnt/${volume}`);
    const generation = await db().generation.findFirstOrThrow({
      where: { taskManager: { feedName: `scan:${volume}` } },
      include: { products: true },
    });
    expect(generation).toMatchObject({ state: "CLOSED", receivedCount: 1000, rejectedCount: 2 });
    expect(generation.products.map(({ key }) => key).sort()).toEqual([
      "directory_usage",
      "group_usage",
      "group_volume_usage",
      "scan",
      "user_usage",
      "vaults",
    ]);
  });

  it("is judged by its quota and by what was before it", async () => {
    for (const [date, bytes] of [
      ["2026-03-18", 600n],
      ["2026-03-19", 650n],
      ["2026-03-20", 700n],
    ] as const) {
      await db().volume.createMany({
        data: [{ name: volume, mountPath: "/x" }],
        skipDuplicates: true,
      });
      await db().storageQuota.createMany({
        data: [
          {
            volumeName: volume,
            gid: 1n,
            bytes: 1000n,
            inodes: 100n,
            readAt: new Date(),
            source: "feed",
          },
        ],
        skipDuplicates: true,
      });
      setClock(new Date(`${date}T12:00:00Z`));
      await storeResult(volume, date, { groups: [group(1n, bytes, bytes / 10n)] });
    }
    const rows = await usage();
    // 600 alone; 650 + 3 × 50; 700 + 3 × (100 ÷ 2) and 700 + 7 × 50.
    expect(
      rows.map(({ bytesIn3Days, bytesIn7Days, level }) => [bytesIn3Days, bytesIn7Days, level]),
    ).toEqual([
      [600, 600, 1],
      [800, 1000, 3],
      [850, 1050, 3],
    ]);
    expect(rows[2]).toMatchObject({
      inodeLevel: 3,
      inodesIn3Days: 85,
      growthBytes: 50,
      growthLowBytes: 50,
      growthHighBytes: 50,
      growthInodes: 5,
      daysUntilFull: 6,
      daysUntilFilesFull: 6,
      quotaBytes: 1000n,
      quotaInodes: 100n,
    });
  });

  it("of an earlier date stays in the past, and the newest is judged again", async () => {
    await storeResult(volume, "2026-03-10", { groups: [group(1n, 100n)] });
    await storeResult(volume, "2026-03-20", { groups: [group(1n, 200n)] });
    expect((await usage())[1]).toMatchObject({ bytesIn3Days: 230 });
    await storeResult(volume, "2026-03-18", { groups: [group(1n, 190n)] });
    expect(dayText((await current())?.recordOn ?? new Date(0))).toBe("2026-03-20");
    const rows = await usage();
    expect(rows.map(({ recordOn }) => dayText(recordOn))).toEqual([
      "2026-03-10",
      "2026-03-18",
      "2026-03-20",
    ]);
    // Still from the last but one, which is the 10th; the robust one sees all three.
    expect(rows[2]?.bytesIn3Days).toBe(230);
    expect(rows[2]?.growthBytes).toBeCloseTo(10);
    expect(rows[1]?.bytesIn3Days).toBeCloseTo(190 + (5 * 90) / 8);
  });

  it("replaces one of the same date, and history has the new one only", async () => {
    const first = await storeResult(volume, "2026-03-19", { groups: [group(1n, 100n)] });
    await storeResult(volume, "2026-03-20", { groups: [group(1n, 300n)] });
    await storeResult(volume, "2026-03-19", { groups: [group(1n, 200n)] }, { isForced: true });
    const rows = await usage();
    expect(rows.map(({ usedBytes }) => usedBytes)).toEqual([200n, 300n]);
    expect(rows[1]?.bytesIn3Days).toBe(600);
    const old = await db().storageScan.findUniqueOrThrow({ where: { id: first.scan.id } });
    expect(old.state).toBe("replaced");
    await sweepScans();
    expect(await db().userUsage.count({ where: { scanId: old.id } })).toBe(0);
    expect(await db().directoryUsage.count({ where: { scanId: old.id } })).toBe(0);
    const swept = await db().storageScan.findUniqueOrThrow({ where: { id: old.id } });
    expect(swept.isSwept).toBe(true);
  });

  it("keeps the directories of the two newest", async () => {
    const directory = { gid: 1n, basePath: PATH, bucket: "a", files: 1n, bytes: 1n };
    for (const date of ["2026-03-16", "2026-03-18", "2026-03-17"]) {
      await storeResult(volume, date, { groups: [group(1n, 1n)], directories: [directory] });
    }
    expect(await trimDirectories(volume)).toBe(1);
    const kept = await db().directoryUsage.findMany({
      where: { scan: { volumeName: volume } },
      select: { scan: { select: { recordOn: true } } },
    });
    expect(kept.map(({ scan }) => dayText(scan.recordOn)).sort()).toEqual([
      "2026-03-17",
      "2026-03-18",
    ]);
  });

  it("drops a group that has neither bytes nor a time", async () => {
    const nothing = { ...group(1n, 0n), lastModifiedSeconds: 0 };
    await storeResult(volume, "2026-03-20", { groups: [nothing, group(2n, 0n)] });
    expect(await usage(1n)).toHaveLength(0);
    expect(await usage(2n)).toHaveLength(1);
  });

  it("takes the same number of statements for any number of rows", async () => {
    const count = async (date: string, size: number) => {
      const groups = Array.from({ length: size }, (_, i) => group(BigInt(i), 5n, 1n, `/x/${i}`));
      const query = vi.spyOn(pg.Client.prototype, "query");
      await storeResult(volume, date, { groups });
      const { length } = query.mock.calls;
      query.mockRestore();
      return length;
    };
    await count("2026-03-10", 3);
    const few = await count("2026-03-11", 3);
    expect(await count("2026-03-12", 900)).toBe(few);
    expect(few).toBe(STATEMENTS);
  });

  it.each([
    ["group_volume_usage", "group_volume_usage_gid_volume_name_record_on_idx"],
    ["group_usage", "group_usage_gid_base_directory_id_record_on_idx"],
  ])(
    "looks what was before up by the index of %s, however long the past is",
    async (table, index) => {
      const size = 300;
      const groups = Array.from({ length: size }, (_, i) => group(BigInt(i), 5n, 1n, `/x/${i}`));
      await storeResult(volume, "2026-03-01", { groups });
      await db().$executeRaw`
      insert into storage_scans (volume_name, record_on, scanned_at, file_name, state, started_at,
        heard_at, origin, request_ref)
      select ${volume}, date '2026-03-01' - d, now(), 'a', 'stored', now(), now(), 'upload', 'a'
      from generate_series(1, 100) d`;
      const usageTable = Prisma.raw(table);
      await db().$executeRaw`
      insert into ${usageTable} select (g2).* from (
        select jsonb_populate_record(g, jsonb_build_object('scan_id', s.id, 'record_on', s.record_on))
          as g2
        from ${usageTable} g join storage_scans s on s.volume_name = g.volume_name
          and s.record_on < g.record_on
        where g.volume_name = ${volume}) made`;
      await db().$executeRawUnsafe(`analyze ${table}`);
      const query = vi.spyOn(pg.Client.prototype, "query");
      await storeResult(volume, "2026-03-02", { groups });
      const [asked] = query.mock.calls
        .map(([statement]) => statement as unknown as { text?: string; values?: unknown[] })
        .filter(({ text }) => text?.includes("with recent as") && text.includes(`from ${table}\n`));
      query.mockRestore();
      const { rows } = await pool().query<{ "QUERY PLAN": string }>(
        `explain ${asked?.text}`,
        asked?.values,
      );
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan).toContain(index);
      expect(plan).toContain(`${table}_volume_name_record_on_idx`);
      expect(plan).not.toContain(`Seq Scan on ${table}`);
    },
  );
});

const newScan = (recordOn = "2026-03-20") => ({
  volume,
  recordOn: new Date(recordOn),
  scannedAt: new Date(`${recordOn}T06:00:00Z`),
  fileName: "a.stats.gz",
  fileBytes: null,
  origin: "command" as const,
  requestRef: "test",
});

async function begun(recordOn?: string): Promise<bigint> {
  const entered = await beginScan(systemActor, newScan(recordOn), false);
  if (!("id" in entered)) throw new Error("known");
  return entered.id;
}

describe("the ledger", () => {
  it("lets one reader at a time read a date", async () => {
    await begun();
    await expect(begun()).rejects.toMatchObject({ status: 409 });
    await begun("2026-03-19");
  });

  it("lets one of many that begin at once", async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => begun()));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("knows a date that is stored, unless it is forced", async () => {
    await storeResult(volume, "2026-03-20", { groups: [group(1n, 1n)] });
    const entered = await beginScan(systemActor, newScan(), false);
    expect(entered).toMatchObject({ known: { lineCount: 1000n, generation: 1 } });
    expect(await beginScan(systemActor, newScan(), true)).toHaveProperty("id");
  });

  it("gives up a silent reader, which then cannot store any more", async () => {
    const lost = await begun();
    setClock(new Date("2026-03-20T12:02:01Z"));
    const next = await begun();
    expect(next).not.toBe(lost);
    const scan = { ...newScan(), id: lost, result: makeResult({ groups: [group(1n, 1n)] }) };
    await expect(storeScan(systemActor, scan)).rejects.toThrow("given up");
    await storeScan(systemActor, { ...scan, id: next });
    expect(await usage()).toHaveLength(1);
    const row = await db().storageScan.findUniqueOrThrow({ where: { id: lost } });
    expect(row).toMatchObject({ state: "lost", error: "Its reader ended before the scan did." });
  });

  it("shows how far a reader is, and tells it when it was given up", async () => {
    setClock();
    const id = await begun("2026-03-18");
    const lost = vi.fn();
    const heartbeat = startHeartbeat(id, lost);
    heartbeat.tell({ readBytes: 5, textBytes: 50, lines: 3, badLines: 1 });
    await vi.waitFor(async () => {
      const row = await db().storageScan.findUniqueOrThrow({ where: { id } });
      expect(row).toMatchObject({ readBytes: 5n, textBytes: 50n, lineCount: 3n, badLineCount: 1n });
    }, 5_000);
    await db().storageScan.update({ where: { id }, data: { state: "lost" } });
    await vi.waitFor(() => expect(lost).toHaveBeenCalled(), 5_000);
    await heartbeat.stop();
  });

  it("leaves nothing of a scan whose vault entries are not all there", async () => {
    const id = await begun();
    const result = makeResult({ groups: [group(1n, 1n)], vaultFiles: 3 });
    const store = storeScan(systemActor, { ...newScan(), id, result });
    await expect(store).rejects.toThrow("vault entries");
    expect(await usage()).toEqual([]);
    expect(await current()).toBeNull();
    expect(
      await db().generation.count({ where: { taskManager: { feedName: `scan:${volume}` } } }),
    ).toBe(0);
  });
});
