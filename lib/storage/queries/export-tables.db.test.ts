import { beforeAll, describe, expect, it } from "vitest";
import { type Viewer, viewerWithoutPerson } from "@/lib/auth/model";
import { makeGroup } from "@/lib/directory/factory";
import { exportTables } from "@/lib/gates/export-tables";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { listFile } from "@/lib/platform/list/file";
import { openFile } from "@/lib/platform/testing/lists";
import { storeResult } from "../factory/scan-result";
import { baseUsageList } from "../lists/base-usage";
import { directoryList } from "../lists/directories";
import { groupUsageList } from "../lists/group-usage";
import { userUsageList } from "../lists/user-usage";
import { vaultList } from "../lists/vaults";
import { exportReport } from "./export-reports";
import { type ChangeKind, listScanChanges } from "./scan-changes";

const analyst = viewerWithoutPerson("a", "A", ["analyst"]);
const pi: Viewer = { ...viewerWithoutPerson("p", "P", ["pi"]), groups: ["team1"] };
const nobody = viewerWithoutPerson("n", "N", []);

const BASE = "/lustre/scratch1/p1";
const group = (gid: bigint, bytes: bigint, basePath = BASE) => ({
  gid,
  bytes,
  basePath,
  inodes: bytes / 10n,
});

beforeAll(async () => {
  setClock(new Date("2026-03-20T12:00:00Z"));
  await db().person.createMany({
    data: [
      { uid: "ab12", name: "Ann Bee", surname: "Bee", uidNumber: 100n },
      { uid: "cd34", name: "Cy Dee", uidNumber: 101n },
    ],
  });
  await makeGroup("team1", { pi: "ab12", gid: 1n });
  await makeGroup("team2", { gid: 2n });
  const directory = (bucket: string, bytes: bigint, files = 1n) => ({
    ...{ gid: 1n, basePath: BASE, bucket, bytes, files },
    typeBytes: { BAM: bytes },
  });
  const vault = (name: string, gid: bigint) => ({
    ...{ path: `/lustre/scratch1/${name}`, inode: 2n ** 60n + 1n, action: "Keep" as const },
    ...{ bytes: 5n, uid: 100n, gid, mtimeSeconds: 86_400 },
  });
  await storeResult(
    "scratch1",
    "2026-03-18",
    {
      groups: [group(1n, 100n), group(2n, 500n), group(3n, 9n)],
      directories: [directory("a", 60n), directory(".", 40n)],
      users: [
        { uid: 100n, gid: 1n, bytes: 3n * 2n ** 20n, inodes: 3n },
        { uid: 999n, gid: 2n, bytes: 7n, inodes: 7n },
      ],
    },
    { vaults: [vault("=old", 1n), vault("other", 2n)] },
  );
  await storeResult(
    "scratch1",
    "2026-03-20",
    {
      groups: [group(1n, 2n ** 53n + 1n), group(2n, 500n), group(4n, 20n, "/x,y")],
      directories: [directory("a", 60n, 3n), directory("b", 100n)],
      users: [{ uid: 100n, gid: 1n, bytes: 2n * 2n ** 20n, inodes: 3n }],
    },
    { vaults: [vault("new", 1n)] },
  );
  await storeResult("scratch2", "2026-03-19", {
    groups: [group(1n, 5n, "/lustre/scratch2/p1")],
    users: [{ uid: 100n, gid: 1n, bytes: 2n ** 19n, inodes: 1n }],
  });
  setClock();
});

async function textOf({ pieces }: { pieces: AsyncIterable<string> }): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

const lists = {
  "group-usage": groupUsageList,
  "user-usage": userUsageList,
  "directory-usage": directoryList,
  vaults: vaultList,
};
type StorageTable = keyof typeof lists;

const rowsOf = (viewer: Viewer, table: StorageTable, given: Record<string, string> = {}) =>
  openFile(lists[table], viewer, `${new URLSearchParams(given)}`);

describe("exports", () => {
  it("have the newest scan of each volume, all digits and the names people know", async () => {
    const rows = await rowsOf(analyst, "group-usage");
    expect(
      rows.map(({ volume, group, date, used_bytes }) => [volume, group, date, used_bytes]),
    ).toEqual([
      ["scratch1", "team1", "2026-03-20", "9007199254740993"],
      ["scratch1", "team2", "2026-03-20", "500"],
      ["scratch1", "gid:4", "2026-03-20", "20"],
      ["scratch2", "team1", "2026-03-19", "5"],
    ]);
    expect(rows[0]).toMatchObject({ gid: 1, pi: "Ann Bee", level: 1, inode_level: 1 });
  });

  it("keep to a volume, a date and a group", async () => {
    expect(await rowsOf(analyst, "group-usage", { volume: "scratch2" })).toHaveLength(1);
    const past = await rowsOf(analyst, "group-usage", { date: "2026-03-18" });
    expect(past.map(({ used_bytes }) => used_bytes)).toEqual(["100", "500", "9"]);
    expect(await rowsOf(analyst, "group-usage", { date: "2026-03-17" })).toEqual([]);
    expect(await rowsOf(analyst, "group-usage", { group: "team2" })).toHaveLength(1);
    expect(await rowsOf(analyst, "group-usage", { group: "gid:4" })).toHaveLength(1);
    await expect(rowsOf(analyst, "group-usage", { date: "soon" })).rejects.toThrow("date");
    expect(await rowsOf(analyst, "group-usage", { volume: "a/b" })).toEqual([]);
  });

  it.each<[StorageTable, number, number]>([
    ["group-usage", 4, 2],
    ["user-usage", 2, 2],
    ["directory-usage", 2, 2],
    ["vaults", 1, 1],
  ])("of %s give staff %i rows and a PI %i", async (table, all, own) => {
    expect(await rowsOf(analyst, table)).toHaveLength(all);
    const rows = await rowsOf(pi, table);
    expect(rows).toHaveLength(own);
    expect(rows.every((row) => row.group === "team1")).toBe(true);
    await expect(rowsOf(nobody, table)).rejects.toThrow("roles");
    expect(await rowsOf(pi, table, { group: "team2" })).toEqual([]);
  });

  it("of vaults tell the state of a date", async () => {
    const rows = await rowsOf(analyst, "vaults", { date: "2026-03-19" });
    expect(rows).toMatchObject([
      { path: "/lustre/scratch1/=old", inode: "1152921504606846977", user: "ab12" },
      { path: "/lustre/scratch1/other", first_seen_on: "2026-03-18", gone_on: "2026-03-20" },
    ]);
    expect(await rowsOf(pi, "vaults", { date: "2026-03-19" })).toHaveLength(1);
  });

  it("quote what a CSV has to", async () => {
    const text = await textOf(
      listFile(baseUsageList, analyst, new URLSearchParams({ group: "gid:4" }), "csv"),
    );
    const [head = "", row = ""] = text.split("\r\n");
    expect(head).toMatch(/^volume,group,gid,pi,date,path,used_bytes,quota_bytes/);
    expect(row).toMatch(/^scratch1,gid:4,4,,2026-03-20,"\/x,y",20,,2,/);
  });

  it("write the reports that scripts know", async () => {
    const report = (table: StorageTable) =>
      textOf(exportReport(analyst, table, new URLSearchParams()));
    expect(await report("group-usage")).toBe(
      [
        "Top Level Path\tPI\tGroup\tUsage (bytes)\tQuota (bytes)\tLast Modified (days)",
        `${BASE}\tBee\tteam1\t9007199254740993\t-\t1.0`,
        `${BASE}\t-\tteam2\t500\t-\t1.0`,
        "/x,y\t-\t-\t20\t-\t1.0",
        "/lustre/scratch2/p1\tBee\tteam1\t5\t-\t1.0",
        "",
      ].join("\r\n"),
    );
    expect(await report("user-usage")).toBe(
      [
        "username\tdata\tgroup\t1\t2",
        "ab12\tsize\tteam1\t2.0\t0.5",
        "ab12\tmtime\tteam1\t2026-03-19\t2026-03-18",
        "",
      ].join("\r\n"),
    );
    expect(await report("directory-usage")).toContain(`${BASE}\tb\t100\t100\t0\t`);
    expect(() => exportReport(analyst, "vaults", new URLSearchParams())).toThrow("no report");
  });
});

describe("changes since the last scan", () => {
  const changes = (viewer: Viewer, kind: ChangeKind) =>
    listScanChanges(viewer, { volume: "scratch1", kind });

  it("are the greatest first, with what is new and gone", async () => {
    const { wasOn, nowOn, rows, rowCount, deltaBytes } = await changes(analyst, "groups");
    expect([wasOn, nowOn, rowCount]).toEqual(["2026-03-18", "2026-03-20", 3]);
    expect(rows.map(({ group, kind, deltaBytes: delta }) => [group, kind, delta])).toEqual([
      ["team1", "changed", 2n ** 53n - 99n],
      ["gid:4", "new", 20n],
      ["gid:3", "gone", -9n],
    ]);
    expect(deltaBytes).toBe(2n ** 53n - 99n + 11n);
  });

  it("of users and directories too", async () => {
    const users = await changes(analyst, "users");
    expect(users.rows.map(({ user, kind }) => [user, kind])).toEqual([
      ["ab12", "changed"],
      ["uid:999", "gone"],
    ]);
    const directories = await changes(analyst, "directories");
    expect(
      directories.rows.map(({ path, deltaBytes, deltaFiles, kind }) => [
        path,
        deltaBytes,
        deltaFiles,
        kind,
      ]),
    ).toEqual([
      [`${BASE}/b`, 100n, 1n, "new"],
      [BASE, -40n, -1n, "gone"],
      [`${BASE}/a`, 0n, 2n, "changed"],
    ]);
  });

  it("are a PI's own groups only", async () => {
    for (const kind of ["groups", "users", "directories"] as const) {
      const { rows } = await changes(pi, kind);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every(({ group: name }) => name === "team1")).toBe(true);
    }
    await expect(changes(nobody, "groups")).rejects.toThrow("roles");
  });

  it("need two scans", async () => {
    const one = await listScanChanges(analyst, { volume: "scratch2", kind: "groups" });
    expect(one).toMatchObject({ wasOn: null, nowOn: "2026-03-19", rowCount: 0 });
    const none = await listScanChanges(analyst, { volume: "scratch9", kind: "groups" });
    expect(none.nowOn).toBeNull();
  });
});

describe("directories of a day that was thinned out", () => {
  const open = async (query: string) =>
    exportTables.get("directory-usage")?.open(analyst, new URLSearchParams(query), "csv");

  it("are told, instead of an empty file", async () => {
    await storeResult("thin1", "2026-03-10", {
      groups: [group(1n, 100n)],
      directories: [{ gid: 1n, basePath: BASE, bucket: "a", bytes: 1n, files: 1n }],
    });
    const asked = "date=2026-03-10&volume=thin1";
    await expect(open(asked)).resolves.toBeDefined();
    await db().directoryUsage.deleteMany({ where: { scan: { volumeName: "thin1" } } });
    await expect(open(asked)).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("2026-03-10 are kept no longer"),
    });
    // A day without a scan has nothing to tell, and what is no day is told as such.
    await expect(open("date=2026-03-09")).resolves.toBeDefined();
    await expect(open("date=nonsense")).rejects.toMatchObject({ code: "invalid_input" });
  });
});
