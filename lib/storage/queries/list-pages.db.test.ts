import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { makeGroup } from "@/lib/directory/factory";
import { identifyGroup } from "@/lib/groups/queries/identify-group";
import { db } from "@/lib/platform/db";
import { openFile, openPage } from "@/lib/platform/testing/lists";
import { makeStoredScan, makeVaultEntries, makeVolume } from "../factory";
import { directoryList } from "../lists/directories";
import { groupUsageList } from "../lists/group-usage";
import { scanList } from "../lists/scans";
import { userUsageList } from "../lists/user-usage";
import { vaultList } from "../lists/vaults";
import { loadTreeParams } from "../params/tree";
import { listGroupBases, listGroupVolumes, listUsageHistory } from "./get-group-storage";
import { getVolume, listVolumeTotals } from "./get-volume";
import { listRunningScans } from "./list-running-scans";
import { listUserShares } from "./list-user-shares";
import { listVaultSums } from "./list-vault-sums";
import { listOwnGroupUsage, listWorse } from "./list-worse";
import { openTree } from "./tree-boxes";

/** The lists beside the quota warnings, each with its filters and its scope. */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = { ...viewerWithoutPerson("lead", "Lead", ["pi"]), groups: ["team1", "empty"] };
const nobody = viewerWithoutPerson("none", "None", []);

const query = (text: string) => new URLSearchParams(text);
const pathA = "/lustre/p1/teams/team1";
const pathB = "/lustre/p1/teams/team2";

beforeAll(async () => {
  await db().person.create({ data: { uid: "ab12", name: "Ab Twelve", uidNumber: 501n } });
  await makeGroup("team1", { gid: 3001n });
  await makeGroup("team2", { gid: 3002n });
  await makeGroup("empty", { gid: 3003n });
  await makeVolume("p1");
  const row = (usedBytes: bigint, level = 1) => ({
    gid: 3001n,
    path: pathA,
    usedBytes,
    quotaBytes: 100n,
    level,
  });
  const other = { gid: 3002n, path: pathB, usedBytes: 50n, quotaBytes: 100n, level: 3 };
  await makeStoredScan("p1", { recordOn: "2026-01-01", groups: [row(1n)] });
  await makeStoredScan("p1", { recordOn: "2026-11-01", groups: [row(10n), other] });
  await makeStoredScan("p1", { recordOn: "2026-11-07", groups: [row(80n, 2), other] });
  await makeStoredScan("p1", {
    recordOn: "2026-11-08",
    groups: [row(90n, 3), other],
    directories: [
      {
        gid: 3001n,
        path: pathA,
        bucket: "raw",
        bytes: 60n,
        lastModifiedDays: 10,
        types: { bamBytes: 50n },
      },
      { gid: 3001n, path: pathA, bucket: ".", bytes: 10n, fileCount: 900n, lastModifiedDays: 3 },
      { gid: 3002n, path: pathB, bucket: "x", bytes: 50n },
    ],
    users: [
      { uid: 501n, gid: 3001n, usedBytes: 60n },
      { uid: 777n, gid: 3001n, usedBytes: 20n },
      { uid: 778n, gid: 3002n, usedBytes: 2n ** 60n },
    ],
  });
  await makeStoredScan("p1", { recordOn: "2026-11-09", state: "reading", endedAt: null });
  await makeStoredScan("p1", { recordOn: "2026-10-09", state: "failed", error: "Cut off." });
  await makeVaultEntries("p1", [
    { path: `${pathA}/keep.cram`, action: "Keep", gid: 3001n, uid: 501n, firstOn: "2026-10-01" },
    {
      path: `${pathA}/was_100%.cram`,
      action: "Keep",
      gid: 3001n,
      firstOn: "2026-10-01",
      goneOn: "2026-10-20",
    },
    { path: `${pathA}/limbo.cram`, action: "Limbo", gid: 3001n, firstOn: "2026-11-01" },
    { path: `${pathB}/other.cram`, action: "Archive", gid: 3002n, firstOn: "2026-11-02" },
  ]);
});

describe("users", () => {
  const users = async (text = "", viewer = analyst) =>
    (await openPage(userUsageList, viewer, text)).rows.map(({ user }) => user);

  it.each([
    ["", ["uid:778", "ab12", "uid:777"]],
    ["user=ab12", ["ab12"]],
    ["user=uid:777", ["uid:777"]],
    ["group=team1&sort=used", ["uid:777", "ab12"]],
    ["q=twelve", ["ab12"]],
    ["volume=none", []],
  ])("%s", async (text, expected) => {
    expect(await users(text)).toEqual(expected);
  });

  it("sums beyond 53 bits, and keeps a PI to own groups", async () => {
    const { totals } = await openPage(userUsageList, analyst);
    expect(totals).toEqual({ usedBytes: 2n ** 60n + 80n, userCount: 3 });
    expect(await users("", pi)).toEqual(["ab12", "uid:777"]);
    await expect(users("", nobody)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("a group's shares add up", async () => {
    const { rows, userCount } = await listUserShares(pi, "3001");
    expect(userCount).toBe(2);
    expect(rows.map(({ user, share }) => [user, share])).toEqual([
      ["ab12", 0.75],
      ["uid:777", 0.25],
    ]);
    expect((await listUserShares(pi, "3002")).rows).toEqual([]);
  });
});

describe("vaults", () => {
  const files = async (text = "", viewer = analyst) =>
    (await openPage(vaultList, viewer, text)).rows.map(({ file }) => file.split("/").at(-1));

  it.each([
    ["", ["other.cram", "keep.cram"]],
    ["action=Limbo", ["limbo.cram"]],
    [
      "when=all&action=Keep,Limbo,Archive",
      ["other.cram", "limbo.cram", "keep.cram", "was_100%.cram"],
    ],
    ["when=gone", ["was_100%.cram"]],
    ["when=all&file=100%25", ["was_100%.cram"]],
    ["owner=ab12", ["keep.cram"]],
    ["group=team2", ["other.cram"]],
  ])("%s", async (text, expected) => {
    expect(await files(text)).toEqual(expected);
  });

  it("keeps a PI to own groups, in lists and sums", async () => {
    expect(await files("when=all", pi)).toEqual(["keep.cram", "was_100%.cram"]);
    expect(await listVaultSums(pi, "3001")).toHaveLength(2);
    expect(await listVaultSums(pi, "3002")).toEqual([]);
    await expect(files("", nobody)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("scans", () => {
  it("the ledger has all of them, for staff", async () => {
    const page = await openPage(scanList, analyst, "sort=-date&size=50");
    expect(page.rows.map(({ date }) => date)[0]).toBe("2026-11-09");
    expect(page.rowCount).toBe(6);
    expect(page.rows.filter(({ isCurrent }) => isCurrent)).toMatchObject([
      { date: "2026-11-08", state: "stored", lines: 50_000n, seconds: 300 },
    ]);
    const failed = await openPage(scanList, analyst, "state=failed&q=cut");
    expect(failed.rows).toMatchObject([{ error: "Cut off.", state: "failed" }]);
    expect(await listRunningScans(analyst)).toHaveLength(1);
    await expect(openPage(scanList, pi)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("tree", () => {
  const tree = (text: string, viewer = analyst) => openTree(viewer, loadTreeParams(query(text)));

  it("divides by group, then base directory, then directory", async () => {
    const groups = await tree("");
    expect(groups).toMatchObject({ step: "groups", bytes: 120n, boxCount: 2 });
    expect(groups.boxes).toMatchObject([
      { id: "team1", bytes: 70n, newestDays: 3, type: "BAM" },
      { id: "team2", bytes: 50n, type: "Other" },
    ]);
    const [base] = (await tree("group=team1")).boxes;
    expect(base).toMatchObject({ name: "teams/team1", bytes: 70n, volume: "p1" });
    const buckets = await tree(`group=team1&base=${base?.id}&area=files`);
    expect(buckets.boxes.map(({ id }) => id)).toEqual([".", "raw"]);
    expect(buckets.base).toMatchObject({ path: "teams/team1", volume: "p1" });
  });

  it("a PI sees own groups only, at every step", async () => {
    expect((await tree("", pi)).boxes.map(({ id }) => id)).toEqual(["team1"]);
    expect((await tree("group=team2", pi)).boxes).toEqual([]);
    const { id } = await db().baseDirectory.findFirstOrThrow({ where: { path: pathB } });
    const foreign = await tree(`base=${id}`, pi);
    expect(foreign.boxes).toEqual([]);
    expect(foreign.base).toBeNull();
  });
});

describe("the page of a group", () => {
  it("finds known groups, numbers and nobody's names", async () => {
    expect(await identifyGroup(analyst, "team1")).toMatchObject({ gid: "3001", isKnown: true });
    expect(await identifyGroup(analyst, "gid:3001")).toMatchObject({ gid: "3001" });
    expect(await identifyGroup(analyst, "who")).toMatchObject({ gid: null, isKnown: false });
    for (const name of ["team2", "gid:3002", "gid:3001", "who"]) {
      await expect(identifyGroup(pi, name)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it.each([
    ["volumes", listGroupVolumes],
    ["base directories", listGroupBases],
  ])("has %s and eight months of history", async (_, list) => {
    const [row] = await list(pi, "3001");
    expect(row).toMatchObject({ usage: 0.9, level: 3, trend: { used: [1, 10, 80, 90] } });
    expect(await list(pi, "3002")).toEqual([]);
    const history = row ? await listUsageHistory(row) : [];
    expect(history.map(({ on, used, quota }) => [on, used, quota])).toEqual([
      ["2026-11-01", 10, 100],
      ["2026-11-07", 80, 100],
      ["2026-11-08", 90, 100],
    ]);
  });
});

describe("volumes and overview", () => {
  it("totals by record date, a PI's of own groups", async () => {
    const totals = await listVolumeTotals(analyst, "p1");
    expect(totals.map(({ used }) => used)).toEqual([1, 60, 130, 140]);
    expect(totals.at(-1)).toMatchObject({ notOkCount: 2, quota: 200 });
    expect((await listVolumeTotals(pi, "p1")).at(-1)).toMatchObject({ used: 90 });
    await expect(getVolume(analyst, "none")).rejects.toMatchObject({ code: "not_found" });
  });

  it("what got worse within a week, compared with the scan before it", async () => {
    const { count, rows } = await listWorse(analyst);
    expect(count).toBe(1);
    expect(rows).toMatchObject([{ group: "team1", level: 3, levelBefore: 1 }]);
    await expect((async () => listWorse(pi))()).rejects.toMatchObject({ code: "forbidden" });
  });

  it("a PI's groups, those without storage too", async () => {
    expect(await listOwnGroupUsage(pi)).toMatchObject([
      { group: "empty", usedBytes: 0n, volumeCount: 0, level: 1 },
      { group: "team1", usedBytes: 90n, quotaBytes: 100n, limitedCount: 1, level: 3 },
    ]);
  });
});

describe("exports of pages", () => {
  const lists = {
    "group-usage": groupUsageList,
    "user-usage": userUsageList,
    "directory-usage": directoryList,
    vaults: vaultList,
  };
  const rowsOf = (table: keyof typeof lists, text: string, viewer = analyst) =>
    openFile(lists[table], viewer, text);

  it("have the filters and the order of the page", async () => {
    const warned = await rowsOf("group-usage", "warn=1&sort=-usage&minSize=60");
    expect(warned).toMatchObject([{ group: "team1", used_bytes: "90" }]);
    const users = await rowsOf("user-usage", "sort=used&group=team1,team2");
    expect(users.map(({ user }) => user)).toEqual(["uid:777", "ab12", "uid:778"]);
    expect(await rowsOf("user-usage", "user=ab12")).toHaveLength(1);
    const old = await rowsOf("directory-usage", "minDays=5&decision=none");
    expect(old).toMatchObject([{ directory: "raw", decision: null }]);
  });

  it("of vaults have what the page shows only where the address says so", async () => {
    expect(await rowsOf("vaults", "")).toHaveLength(3);
    expect(await rowsOf("vaults", "action=Keep,Archive&when=now")).toHaveLength(2);
    expect(await rowsOf("vaults", "when=gone")).toMatchObject([{ gone_on: "2026-10-20" }]);
    expect(await rowsOf("vaults", "when=all&file=limbo")).toHaveLength(1);
  });

  it("keep a PI to own groups whatever is asked for", async () => {
    expect(await rowsOf("group-usage", "group=team1,team2", pi)).toHaveLength(1);
    expect(await rowsOf("vaults", "when=all&group=team2", pi)).toEqual([]);
    await expect(rowsOf("user-usage", "", nobody)).rejects.toMatchObject({ code: "forbidden" });
  });
});
