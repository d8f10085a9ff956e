import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { POST } from "@/app/api/ingest/[feed]/route";
import { type Machine, makeMachine } from "@/lib/auth/factory";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { openPage } from "@/lib/platform/testing/lists";
import { scanLine } from "../factory/scan-file";
import { groupUsageList } from "../lists/group-usage";
import { getVolume } from "../queries/get-volume";
import { listNamedVolumes } from "../queries/list-named-volumes";
import { listStorageChoices } from "../queries/list-volumes";
import { addVolume, deleteVolume } from "./change-volumes";

const admin = viewerWithoutPerson("ad", "Ad", ["admin"]);
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

const sendScan = (volume: string, text: string) =>
  send("scan", `?volume=${volume}&date=2026-11-20`, gzipSync(text), "application/gzip");

const choices = async () => (await listStorageChoices(analyst)).volume;

const named = async (name: string) =>
  (await listNamedVolumes(admin)).find((volume) => volume.name === name);

const events = () =>
  db().historyEvent.findMany({
    where: { subjectType: "volume" },
    orderBy: { id: "asc" },
    select: { subjectId: true, verb: true, actorName: true },
  });

describe("names that are no volume yet", () => {
  it("a refused scan makes none, and can be deleted", async () => {
    expect(await sendScan("S1", scanLine({ path: "/lustre/other/f" }))).toBe(422);
    expect(await choices()).toEqual([]);
    await expect(getVolume(analyst, "S1")).rejects.toMatchObject({ code: "not_found" });
    expect(await named("S1")).toEqual({
      ...{ name: "S1", mountPath: "/lustre/S1", isAccepted: false, recordOn: null },
      ...{ quotaCount: 0, failedCount: 1, isEmpty: true },
    });
    await deleteVolume(admin, { name: "S1" });
    expect(await named("S1")).toBeUndefined();
    expect(await events()).toEqual([{ subjectId: "S1", verb: "delete", actorName: "Ad" }]);
  });

  it("a quota for one is kept, and counts from its first scan on", async () => {
    const quota = '[{"gid":7,"volume":"S2","bytes":"100","inodes":null}]';
    expect(await send("quotas", "", quota, "application/json")).toBe(201);
    expect(await choices()).toEqual([]);
    expect(await named("S2")).toMatchObject({ isAccepted: false, quotaCount: 1, isEmpty: true });
    expect(await sendScan("S2", scanLine({ path: "/lustre/S2/f", gid: 7, bytes: 99 }))).toBe(201);
    expect(await choices()).toEqual(["S2"]);
    expect((await openPage(groupUsageList, analyst, "volume=S2")).rows).toMatchObject([
      { gid: "7", used: 99n, quota: 100n, level: 3 },
    ]);
  });

  it("an admin makes one, once", async () => {
    await addVolume(admin, { name: "S3", mountPath: "/gpfs/S3" });
    expect(await getVolume(analyst, "S3")).toMatchObject({ mountPath: "/gpfs/S3" });
    const again = addVolume(admin, { name: "S3", mountPath: "/gpfs/S3" });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    await deleteVolume(admin, { name: "S3" });
    await expect(deleteVolume(admin, { name: "S3" })).rejects.toMatchObject({ code: "not_found" });
  });

  it("one that holds something stays, and only admins may", async () => {
    const kept = deleteVolume(admin, { name: "S2" });
    await expect(kept).rejects.toMatchObject({ code: "invalid_state" });
    for (const call of [
      addVolume(analyst, { name: "S4", mountPath: "/x" }),
      deleteVolume(analyst, { name: "S2" }),
      listNamedVolumes(analyst),
    ]) {
      await expect(call).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await choices()).toEqual(["S2"]);
  });
});
