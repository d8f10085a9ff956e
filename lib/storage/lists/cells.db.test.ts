import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { makeGroup } from "@/lib/directory/factory";
import { db } from "@/lib/platform/db";
import {
  expectFileToEqualPage,
  expectOrders,
  openFile,
  openPage,
} from "@/lib/platform/testing/lists";
import { makeStoredScan, makeVaultEntries, makeVolume } from "../factory";
import { exportReport } from "../queries/export-reports";
import { listRunningScans } from "../queries/list-running-scans";
import { baseUsageList } from "./base-usage";
import { directoryList } from "./directories";
import { groupUsageList } from "./group-usage";
import { scanList } from "./scans";
import { userUsageList } from "./user-usage";
import { vaultList } from "./vaults";

/**
 * One row of each list with another number in every column, compared whole: on the page, in the
 * file, in the report. A column that is fed by its neighbour fails here.
 */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

const BASE = "/lustre/v1/teams/alpha";

beforeAll(async () => {
  await db().person.createMany({
    data: [
      { uid: "ada", name: "Ada Alpha", surname: "Alpha", uidNumber: 501n },
      { uid: "bob", name: "Bob Beta", surname: "Beta", uidNumber: 502n },
    ],
  });
  await makeGroup("alpha", { pi: "ada", gid: 3001n });
  await makeGroup("beta", { pi: "bob", gid: 3002n });
  await makeVolume("v1");
  await makeVolume("v2");
  const scannedAt = new Date("2026-11-20T05:00:00Z");
  await makeStoredScan("v1", {
    recordOn: "2026-11-20",
    scannedAt,
    lineCount: 701n,
    badLineCount: 3n,
    badReasons: [{ reason: "Too few fields", count: 3, firstLine: 17 }],
    readBytes: 703n,
    fileBytes: 704n,
    startedAt: new Date("2026-11-20T06:00:00Z"),
    endedAt: new Date("2026-11-20T06:00:45Z"),
    groups: [
      {
        ...{ gid: 3001n, path: BASE, groupName: "alpha" },
        ...{ usedBytes: 101n, quotaBytes: 404n, usedInodes: 103n, quotaInodes: 206n },
        ...{ lastModifiedDays: 2.5, level: 2, inodeLevel: 3 },
        ...{ bytesIn3Days: 107, bytesIn7Days: 108, growthBytes: 109 },
        ...{ growthLowBytes: 110, growthHighBytes: 111, daysUntilFull: 12, daysUntilFilesFull: 13 },
      },
      {
        ...{ gid: 3002n, path: "/lustre/v1/teams/beta", groupName: "beta" },
        ...{ usedBytes: 90n, quotaBytes: 100n, usedInodes: 5n, quotaInodes: 500n },
        ...{ lastModifiedDays: 1.5, level: 3, inodeLevel: 1, daysUntilFull: 4 },
      },
    ],
    totals: [
      {
        ...{ gid: 3001n, groupName: "alpha" },
        ...{ usedBytes: 1_010n, quotaBytes: 4_040n, usedInodes: 1_030n, quotaInodes: 4_120n },
        ...{ lastModifiedDays: 2.25, level: 3, inodeLevel: 2 },
        ...{ bytesIn3Days: 1_070, bytesIn7Days: 1_080, growthBytes: 1_090, growthLowBytes: 1_100 },
        ...{ growthHighBytes: 1_110, daysUntilFull: 120, daysUntilFilesFull: 130 },
      },
      {
        ...{ gid: 3002n, groupName: "beta" },
        ...{ usedBytes: 90n, quotaBytes: 100n, usedInodes: 5n, quotaInodes: 500n },
        ...{ lastModifiedDays: 1.5, level: 2, inodeLevel: 1, daysUntilFull: 4 },
      },
    ],
    directories: [
      {
        ...{ gid: 3001n, path: BASE, bucket: "raw", fileCount: 201n, bytes: 202n },
        lastModifiedDays: 3.5,
        types: {
          ...{ samBytes: 11n, bamBytes: 12n, cramBytes: 13n, fastqBytes: 14n },
          ...{ fastqGzipBytes: 15n, vcfBytes: 16n, vcfGzipBytes: 17n, pedbedBytes: 18n },
        },
      },
      {
        ...{ gid: 3002n, path: "/lustre/v1/teams/beta", bucket: "old" },
        ...{ fileCount: 900n, bytes: 100n, lastModifiedDays: 9 },
      },
    ],
    users: [
      {
        ...{ uid: 501n, gid: 3001n, usedBytes: 301n, usedInodes: 302n },
        lastModifiedOn: new Date("2026-11-03"),
      },
      {
        ...{ uid: 777n, gid: 3002n, usedBytes: 400n, usedInodes: 2n },
        lastModifiedOn: new Date("2026-11-02"),
      },
    ],
  });
  await makeStoredScan("v2", {
    recordOn: "2026-11-18",
    lineCount: 9n,
    badLineCount: 1n,
    fileBytes: 5n,
    startedAt: new Date("2026-11-21T00:00:00Z"),
    endedAt: new Date("2026-11-21T00:00:07Z"),
    error: "Cut off.",
    groups: [{ gid: 3001n, path: "/lustre/v2/x", usedBytes: 7n, usedInodes: 700n }],
    directories: [
      { gid: 3001n, path: "/lustre/v2/x", bucket: "y", bytes: 7n, lastModifiedDays: 1 },
    ],
    users: [{ uid: 501n, gid: 3001n, usedBytes: 8n, usedInodes: 9n }],
  });
  await db().directoryDecision.createMany({
    data: [
      {
        ...{ volumeName: "v1", gid: 3001n, path: `${BASE}/raw`, action: "archive" },
        ...{ comment: "Soon", dueOn: new Date("2026-12-24"), decidedBy: "cy", version: 4 },
        decidedAt: new Date("2026-11-19T09:00:00Z"),
      },
      {
        ...{ volumeName: "v2", gid: 3001n, path: "/lustre/v2/x/y", action: "keep" },
        ...{ dueOn: new Date("2026-12-01"), decidedBy: "di", decidedAt: new Date() },
      },
    ],
  });
  await makeVaultEntries("v1", [
    {
      ...{ path: `${BASE}/a.cram`, action: "Keep", gid: 3001n, uid: 501n, bytes: 401n },
      ...{ inode: "402", firstOn: "2026-11-04", goneOn: "2026-11-15" },
      ...{ sourceState: "renamed", sourcePath: "/lustre/v1/b.cram" },
    },
    {
      ...{ path: "/lustre/v1/z", action: "Archive", gid: 3002n, uid: 502n, bytes: 2n },
      ...{ inode: "3", firstOn: "2026-11-01", goneOn: "2026-11-10" },
    },
  ]);
  await makeVaultEntries("v2", [
    { path: "/lustre/v2/q", action: "Keep", gid: 3001n, firstOn: "2026-11-02" },
  ]);
});

const only = "volume=v1&group=alpha";

const fullDays = (row: { daysUntilFull: number | null; daysUntilFilesFull: number | null }) => {
  const days = [row.daysUntilFull, row.daysUntilFilesFull].filter((one) => one !== null);
  return days.length === 0 ? null : Math.min(...days);
};

describe("quota warnings", () => {
  it("every cell", async () => {
    const { rows } = await openPage(groupUsageList, analyst, only);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+-3001$/),
        ...{ group: "alpha", gid: "3001", isKnown: true, pi: "Ada Alpha", volume: "v1" },
        ...{ used: 1_010n, quota: 4_040n, usage: 0.25, files: 1_030n, filesQuota: 4_120n },
        ...{ filesUsage: 0.25, level: 3, filesLevel: 2, modified: 2.3 },
        ...{ scan: new Date("2026-11-20T05:00:00Z"), recordOn: "2026-11-20" },
        ...{ daysUntilFull: 120, daysUntilFilesFull: 130, bytesIn3Days: 1_070 },
        ...{ bytesIn7Days: 1_080, inodesIn3Days: 1_000, inodesIn7Days: 1_000 },
        ...{ growthBytes: 1_090, growthLowBytes: 1_100, growthHighBytes: 1_110 },
        growthInodes: null,
      },
    ]);
  });

  it("every cell of the file and of the report", async () => {
    expect(await openFile(groupUsageList, analyst, only)).toEqual([
      {
        ...{ volume: "v1", group: "alpha", gid: 3001, pi: "Ada Alpha", date: "2026-11-20" },
        ...{ used_bytes: "1010", quota_bytes: "4040", used_inodes: "1030" },
        ...{ quota_inodes: "4120", last_modified_at: "2026-11-17T23:00:00Z" },
        ...{ last_modified_days: 2.3, level: 3, inode_level: 2, bytes_in_3_days: 1070 },
        ...{ bytes_in_7_days: 1080, growth_bytes_per_day: 1090, days_until_full: 120 },
        days_until_files_full: 130,
      },
    ]);
    // The report is of base directories, as it has always been.
    expect(await linesOf("group-usage")).toEqual([`${BASE}\tAlpha\talpha\t101\t404\t2.5`]);
  });

  it("orders as the cells say", () => expectOrders(groupUsageList, analyst, { full: fullDays }));
});

describe("base directories", () => {
  it("every cell", async () => {
    const { rows } = await openPage(baseUsageList, analyst, only);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+-3001-\d+$/),
        ...{ group: "alpha", gid: "3001", isKnown: true, pi: "Ada Alpha", volume: "v1" },
        ...{ path: "teams/alpha", fullPath: BASE, baseId: expect.any(Number), share: 0.1 },
        ...{ used: 101n, quota: 404n, usage: 0.25, files: 103n, filesQuota: 206n },
        ...{ filesUsage: 0.5, level: 2, filesLevel: 3, modified: 2.5 },
        ...{ scan: new Date("2026-11-20T05:00:00Z"), recordOn: "2026-11-20" },
        ...{ daysUntilFull: 12, daysUntilFilesFull: 13, bytesIn3Days: 107, bytesIn7Days: 108 },
        ...{ inodesIn3Days: 1000, inodesIn7Days: 1000, growthBytes: 109, growthLowBytes: 110 },
        ...{ growthHighBytes: 111, growthInodes: null, archivedPath: null },
      },
    ]);
  });

  it("every cell of the file and of the report", async () => {
    expect(await openFile(baseUsageList, analyst, only)).toEqual([
      {
        ...{ volume: "v1", group: "alpha", gid: 3001, pi: "Ada Alpha", date: "2026-11-20" },
        ...{ path: BASE, used_bytes: "101", quota_bytes: "404", used_inodes: "103" },
        ...{ quota_inodes: "206", last_modified_at: "2026-11-17T17:00:00Z", share: 0.1 },
        ...{ last_modified_days: 2.5, level: 2, inode_level: 3, bytes_in_3_days: 107 },
        ...{ bytes_in_7_days: 108, growth_bytes_per_day: 109, days_until_full: 12 },
        days_until_files_full: 13,
      },
    ]);
    expect(await linesOf("base-usage")).toEqual([`${BASE}\tAlpha\talpha\t101\t404\t2.5`]);
  });

  it("orders as the cells say", () =>
    expectOrders(baseUsageList, analyst, { path: ({ fullPath }) => fullPath, full: fullDays }));
});

describe("users", () => {
  it("every cell", async () => {
    const { rows, totals } = await openPage(userUsageList, analyst, only);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+-501-3001$/),
        ...{ user: "ada", name: "Ada Alpha", group: "alpha", volume: "v1" },
        ...{ used: 301n, files: 302n, modified: "2026-11-03" },
      },
    ]);
    expect(totals).toEqual({ usedBytes: 301n, userCount: 1 });
    expect(await openFile(userUsageList, analyst, only)).toEqual([
      {
        ...{ volume: "v1", group: "alpha", gid: 3001, pi: "Ada Alpha", date: "2026-11-20" },
        ...{ user: "ada", uid: 501, used_bytes: "301", used_inodes: "302" },
        last_modified_on: "2026-11-03",
      },
    ]);
    expect(await linesOf("user-usage")).toEqual([
      "ada\tsize\talpha\t0.0",
      "ada\tmtime\talpha\t2026-11-03",
    ]);
  });

  it("orders as the cells say", () => expectOrders(userUsageList, analyst));
});

describe("directories", () => {
  it("every cell", async () => {
    const { rows, totals } = await openPage(directoryList, analyst, only);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+-3001-\d+-raw$/),
        ...{ path: "raw", project: "teams/alpha", group: "alpha", volume: "v1", gid: "3001" },
        ...{ files: 201n, bytes: 202n, modified: 3.5 },
        ...{ sam: 11n, bam: 12n, cram: 13n, fastq: 14n, fastqGzip: 15n, vcf: 16n },
        ...{ vcfGzip: 17n, pedbed: 18n, decision: "archive", comment: "Soon" },
        ...{ due: "2026-12-24", decidedBy: "cy", version: 4 },
        decidedAt: new Date("2026-11-19T09:00:00Z"),
        ...{ baseId: expect.any(Number), fullPath: `${BASE}/raw` },
      },
    ]);
    expect(totals).toEqual({ bytes: 202n, fileCount: 201n });
    expect(await openFile(directoryList, analyst, only)).toEqual([
      {
        ...{ volume: "v1", group: "alpha", gid: 3001, pi: "Ada Alpha", date: "2026-11-20" },
        ...{ path: BASE, directory: "raw", files: "201", bytes: "202" },
        ...{ last_modified_at: "2026-11-16T17:00:00Z", last_modified_days: 3.5 },
        ...{ sam_bytes: "11", bam_bytes: "12", cram_bytes: "13", fastq_bytes: "14" },
        ...{ fastq_gzip_bytes: "15", vcf_bytes: "16", vcf_gzip_bytes: "17", pedbed_bytes: "18" },
        ...{ decision: "archive", decision_comment: "Soon", decision_due_on: "2026-12-24" },
        decided_by: "cy",
      },
    ]);
    expect(await linesOf("directory-usage")).toEqual([
      `${BASE}\traw\t202\t12\t13\t14\t15\t18\t11\t16\t17\t201\t3.5\tAlpha\talpha`,
    ]);
  });

  it("orders as the cells say", () =>
    expectOrders(directoryList, analyst, {
      project: ({ fullPath }) => fullPath.slice(0, fullPath.lastIndexOf("/")),
    }));
});

describe("vaults", () => {
  it("every cell", async () => {
    const { rows, totals } = await openPage(vaultList, analyst, `${only}&when=all`);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        ...{ file: `${BASE}/a.cram`, action: "Keep", owner: "ada", group: "alpha" },
        ...{ volume: "v1", bytes: 401n, modified: "2026-11-04", since: "2026-11-04" },
        ...{ until: "2026-11-15", source: "renamed", sourcePath: "/lustre/v1/b.cram" },
        inode: "402",
      },
    ]);
    expect(totals).toEqual({ bytes: 401n });
    expect(await openFile(vaultList, analyst, `${only}&when=all`)).toEqual([
      {
        ...{ volume: "v1", group: "alpha", gid: 3001, pi: "Ada Alpha", path: `${BASE}/a.cram` },
        ...{ action: "Keep", user: "ada", uid: 501, bytes: "401", inode: "402" },
        ...{ last_modified_on: "2026-11-04", first_seen_on: "2026-11-04", gone_on: "2026-11-15" },
        ...{ source: "renamed", source_path: "/lustre/v1/b.cram" },
      },
    ]);
  });

  it("orders as the cells say", () => expectOrders(vaultList, analyst, {}, "when=all"));
});

describe("scans", () => {
  it("every cell", async () => {
    const { rows } = await openPage(scanList, analyst, "volume=v1");
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        ...{ volume: "v1", date: "2026-11-20", state: "stored", seconds: 45 },
        started: new Date("2026-11-20T06:00:00Z"),
        ...{ lines: 701n, bad: 3n, bytes: 704n, rows: {}, error: null },
        ...{ fileName: "20261120_v1.a.b.stats.gz", origin: "command", isCurrent: true },
        scanned: new Date("2026-11-20T05:00:00Z"),
        ...{ variant: "A", readBytes: 703n, areBasesDerived: false },
        badReasons: [{ reason: "Too few fields", count: 3, firstLine: 17 }],
        heardAt: new Date("2026-11-20T05:00:00Z"),
        endedAt: new Date("2026-11-20T06:00:45Z"),
      },
    ]);
    expect(await listRunningScans(analyst)).toEqual([]);
  });

  it("orders as the cells say", () => expectOrders(scanList, analyst));
});

describe("a file equals its page", () => {
  it.each(
    [
      [
        "",
        "sort=-used",
        "volume=v",
        "group=alpha",
        "minSize=90",
        "maxDays=2",
        "warn=1",
        "pi=bob",
      ].flatMap((query) => [[groupUsageList, query] as const, [baseUsageList, query] as const]),
      ["", "user=ada", "volume=v2", "q=beta"].map((query) => [userUsageList, query] as const),
      ["", "decision=keep", "decision=due", "minSize=100B", "minDays=3", "q=soon"].map(
        (query) => [directoryList, query] as const,
      ),
      [
        "action=Keep,Archive",
        "action=Keep&when=all",
        "action=Keep&when=gone",
        "owner=ada&when=all&action=Keep",
      ].map((query) => [vaultList, query] as const),
      ["", "state=stored", "q=cut"].map((query) => [scanList, query] as const),
    ].flat(),
  )("$0.name?%s", (list, query) => expectFileToEqualPage(list, analyst, query));

  it.each([
    [groupUsageList, "foo=1"],
    [baseUsageList, "foo=1"],
    [groupUsageList, "date=nonsense"],
    [groupUsageList, "minSize=large"],
    [groupUsageList, "sort=nothing"],
    [groupUsageList, "volume=v1&volume=v2"],
    [userUsageList, "warn=1"],
    [directoryList, "decision=perhaps"],
    [vaultList, "when=never"],
    [scanList, "state=gone"],
  ] as const)("%o is told what is wrong: %s", async (list, query) => {
    const key = query.split("=")[0] ?? "";
    await expect(openFile(list, analyst, query)).rejects.toMatchObject({
      code: "invalid_input",
      fields: { [key]: [expect.any(String)] },
    });
  });
});

async function linesOf(table: string): Promise<string[]> {
  let text = "";
  const { pieces } = exportReport(analyst, table, new URLSearchParams(only));
  for await (const piece of pieces) text += piece;
  return text.split("\r\n").slice(1, -1);
}

it("a key of one volume reads no other, in any list", async () => {
  const within = { clusterId: null, sites: null, volume: "v2" };
  const key = { ...analyst, within };
  for (const list of [groupUsageList, userUsageList, directoryList, vaultList, scanList] as const) {
    const rows = await openFile(list, key, "");
    expect(new Set(rows.map(({ volume }) => volume)), list.name).toEqual(new Set(["v2"]));
  }
  for (const list of [groupUsageList, userUsageList, directoryList, vaultList] as const) {
    await expect(openFile(list, key, "volume=v1")).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await openFile(scanList, key, "volume=v1")).toEqual([]);
});

it("every column that people order by is one that they can order by", () => {
  const sortable = Object.fromEntries(
    [groupUsageList, baseUsageList, userUsageList, directoryList, vaultList, scanList].map(
      ({ name, table }) => [name, table.spec.sortable.join(" ")],
    ),
  );
  expect(sortable).toEqual({
    "group-usage":
      "group usage level full pi volume used quota files filesQuota filesUsage filesLevel " +
      "modified scan",
    "base-usage":
      "group usage level full pi volume path share used quota files filesQuota filesUsage " +
      "filesLevel modified scan",
    "user-usage": "user group volume used files modified",
    "directory-usage": "path project group volume files bytes modified decision due",
    vaults: "file action owner group volume bytes modified since until",
    scans: "volume date started seconds lines bad bytes",
  });
});
