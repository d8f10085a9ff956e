import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/ingest/[feed]/route";
import { type Machine, makeMachine } from "@/lib/auth/factory";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db, transaction } from "@/lib/platform/db";
import { openFile } from "@/lib/platform/testing/lists";
import { scanLine } from "../../factory/scan-file";
import { directoryList } from "../../lists/directories";
import { loadTreeParams } from "../../params/tree";
import { listVolumeTotals } from "../../queries/get-volume";
import { sumGroupUsage } from "../../queries/list-distribution";
import { listScanChanges } from "../../queries/scan-changes";
import { openTree } from "../../queries/tree-boxes";
import { readRules } from "./judge-groups";
import { judgeCurrent } from "./write-groups";

/** Quotas and scans come through their doors; what the volume's authority would say stands in rows. */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

let scanner: Machine;

beforeAll(async () => {
  scanner = await makeMachine("scanner", null);
});

async function send(feed: string, query: string, body: BodyInit, type: string): Promise<number> {
  const request = new Request(`http://headroom.test/api/ingest/${feed}${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${scanner.token}`, "Content-Type": type },
    body,
  });
  return (await POST(request, { params: Promise.resolve({ feed }) })).status;
}

const sendScan = (volume: string, date: string, lines: readonly string[]) =>
  send("scan", `?volume=${volume}&date=${date}`, gzipSync(lines.join("")), "application/gzip");

const totals = (volume: string) =>
  db().groupVolumeUsage.findMany({ where: { volumeName: volume }, orderBy: { gid: "asc" } });

const parts = (volume: string) =>
  db().groupUsage.findMany({
    where: { volumeName: volume },
    orderBy: { baseDirectory: { path: "asc" } },
    include: { baseDirectory: true },
  });

describe("a quota is of a group on a volume", () => {
  it("two halves of 55 % are 110 %, in the parts 55 % each", async () => {
    const quota = '[{"gid":3001,"volume":"tb","bytes":"1000000","inodes":"100"}]';
    const line = (path: string) => scanLine({ path, bytes: 550_000, gid: 3001 });
    await sendScan("tb", "2026-11-19", [line("/lustre/tb/teams/p/a/f")]);
    expect(await send("quotas", "", quota, "application/json")).toBe(201);
    const both = [line("/lustre/tb/projects/p/a/f"), line("/lustre/tb/teams/p/a/f")];
    expect(await sendScan("tb", "2026-11-20", both)).toBe(201);
    const rows = await totals("tb");
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({
      ...{ gid: 3001n, usedBytes: 1_100_000n, quotaBytes: 1_000_000n, level: 3, daysUntilFull: 0 },
      ...{ usedInodes: 2n, quotaInodes: 100n, inodeLevel: 1, growthBytes: 550_000 },
    });
    expect(
      (await parts("tb")).map(({ baseDirectory, usedBytes, level, growthBytes }) => ({
        ...{ path: baseDirectory.path, usedBytes, level, growthBytes },
      })),
    ).toMatchObject([
      { path: "/lustre/tb/projects/p/a", usedBytes: 550_000n, level: 1, growthBytes: null },
      { path: "/lustre/tb/teams/p/a", usedBytes: 550_000n, level: 1 },
      { path: "/lustre/tb/teams/p/a", usedBytes: 550_000n, level: 1 },
    ]);
  });

  it("is judged again when the quota or the thresholds change", async () => {
    const wider = '[{"gid":3001,"volume":"tb","bytes":"90000000","inodes":"2"}]';
    expect(await send("quotas", "", wider, "application/json")).toBe(201);
    expect((await totals("tb"))[1]).toMatchObject({ level: 1, inodeLevel: 3, quotaInodes: 2n });
    const thresholds = [{ level: 2, daysAhead: 3, share: 0.01 }];
    const settings = await db().storageSettings.findUniqueOrThrow({ where: { id: 1 } });
    await db().storageSettings.update({ where: { id: 1 }, data: { thresholds } });
    // The total, and each of its two parts.
    expect(await transaction(async (tx) => judgeCurrent(tx, await readRules(tx), ["tb"]))).toBe(3);
    expect((await totals("tb"))[1]).toMatchObject({ level: 2, inodeLevel: 2 });
    await db().storageSettings.update({
      where: { id: 1 },
      data: { thresholds: settings.thresholds ?? [] },
    });
  });

  it.each([
    ["rb", ["/lustre/rb/g1", "/lustre/rb/g2", "/lustre/rb/g3"]],
    ["home", ["/home/g/u/f"]],
    ["fs1", ["/gpfs/fs1/g/f"]],
  ])("counts files on %s where no base directory fits", async (volume, paths) => {
    const lines = paths.map((path) => scanLine({ path, bytes: 100, gid: 77 }));
    expect(await sendScan(volume, "2026-11-20", lines)).toBe(201);
    expect(await parts(volume)).toEqual([]);
    expect(await totals(volume)).toMatchObject([
      { gid: 77n, usedBytes: BigInt(100 * paths.length), usedInodes: BigInt(paths.length) },
    ]);
  });

  it("keeps sums beyond 64 bits as the largest number, and names the lines", async () => {
    const bytes = 9_223_372_036_854_775_807n;
    const line = (name: string) => scanLine({ path: `/lustre/eb/teams/p/a/${name}.bam`, bytes });
    const lines = [scanLine({ path: "/lustre/eb/x" }), line("f1"), line("f2")];
    expect(await sendScan("eb", "2026-11-20", lines)).toBe(201);
    expect(await totals("eb")).toMatchObject([{ usedBytes: bytes, usedInodes: 3n }]);
    const scan = await db().storageScan.findFirstOrThrow({ where: { volumeName: "eb" } });
    expect(scan.badReasons).toMatchObject([{ count: 2, firstLine: 2 }]);
    // The next report comes, and pages add and compare such numbers.
    expect(await sendScan("eb", "2026-11-21", lines)).toBe(201);
    const query = { volume: "eb" };
    expect((await sumGroupUsage(analyst, query)).usedBytes).toBe(bytes);
    expect(await openFile(directoryList, analyst, "volume=eb")).toMatchObject([
      { bytes: String(bytes) },
    ]);
    const wish = { volume: "eb", kind: "groups" } as const;
    expect((await listScanChanges(analyst, wish)).deltaBytes).toBe(0n);
    expect((await listVolumeTotals(analyst, "eb")).at(-1)?.used).toBe(Number(bytes));
    expect((await openTree(analyst, await loadTreeParams({ volume: "eb" }))).bytes).toBe(bytes);
  });

  it("adds to the sum over everything, a path group beside it", async () => {
    const pathGroups = [{ prefix: "/lustre/pg/x", id: -5, name: "Pipelines", pi: null }];
    await db().storageSettings.update({ where: { id: 1 }, data: { pathGroups } });
    const paths = ["/lustre/pg/teams/p/a/f", "/lustre/pg/x/f", "/lustre/pg/f"];
    const lines = paths.map((path, at) => scanLine({ path, bytes: 10 ** at, gid: 8 }));
    expect(await sendScan("pg", "2026-11-20", lines)).toBe(201);
    expect(await totals("pg")).toMatchObject([
      { gid: -5n, usedBytes: 10n, groupName: "Pipelines" },
      { gid: 8n, usedBytes: 111n },
    ]);
    await db().storageSettings.update({ where: { id: 1 }, data: { pathGroups: [] } });
  });
});
