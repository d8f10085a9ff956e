import { gzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST } from "@/app/api/ingest/[feed]/route";
import { type Machine, makeMachine } from "@/lib/auth/factory";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { scanLines } from "../../factory/scan-file";
import { decideHeldScan } from "../../mutations/decide-held-scan";
import { getVolume } from "../../queries/get-volume";
import { listHeldScans } from "../../queries/list-held-scans";
import { storeHeldScan } from "./hold-scan";
import { sweepScans } from "./sweep-scans";

const admin = viewerWithoutPerson("ad", "Ad", ["admin"]);
const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

let scanner: Machine;
let serial = 0;
let volume = "";

beforeAll(async () => {
  scanner = await makeMachine("scanner", null);
});

async function sendScan(day: string, lines: number, more = "", key?: string) {
  const address = `http://headroom.test/api/ingest/scan?volume=${volume}&date=${day}${more}`;
  const request = new Request(address, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${scanner.token}`,
      "Content-Type": "application/gzip",
      ...(key === undefined ? {} : { "Idempotency-Key": key }),
    },
    body: gzipSync(scanLines(volume, lines)),
  });
  const response = await POST(request, { params: Promise.resolve({ feed: "scan" }) });
  return { status: response.status, json: await response.json() };
}

const states = async () => {
  const rows = await db().storageScan.findMany({
    where: { volumeName: volume },
    orderBy: { id: "asc" },
  });
  return rows.map(({ state }) => state);
};

const onlyHeld = async () => {
  const [held] = await listHeldScans(analyst, volume);
  if (!held) throw new Error("nothing is held");
  return held;
};

const shown = async () => (await getVolume(analyst, volume)).recordOn;

const usageRows = () => db().groupVolumeUsage.count({ where: { volumeName: volume } });

describe("a scan that cannot be true", () => {
  beforeEach(async () => {
    serial += 1;
    volume = `held${serial}`;
    expect((await sendScan("2026-11-19", 400)).status).toBe(201);
  });

  it("is held with why; pages stay on the last good one", async () => {
    const rows = await usageRows();
    const { status, json } = await sendScan("2026-11-20", 100, "", "once");
    expect(status).toBe(202);
    const why = "It has 100 lines, the scan of 2026-11-19 had 400: perhaps the walk was cut short.";
    expect(json).toMatchObject({
      ...{ feed: `wrstat:${volume}`, generation: 1, received: 100, stored: 0, unchanged: 0 },
      held: expect.arrayContaining([why]),
    });
    expect(await onlyHeld()).toMatchObject({
      ...{ volume, day: "2026-11-20", shownDay: "2026-11-19" },
      doubts: expect.stringContaining(why),
    });
    expect(await shown()).toBe("2026-11-19");
    expect(await usageRows()).toBe(rows);
    expect((await sendScan("2026-11-20", 100, "", "once")).json).toEqual(json);
    expect(await states()).toEqual(["stored", "held"]);
  });

  it("is stored as it would have been when an admin takes it", async () => {
    await sendScan("2026-11-20", 100);
    const { id } = await onlyHeld();
    await decideHeldScan(admin, { id, decision: "take" });
    await storeHeldScan({ id });
    expect(await states()).toEqual(["stored", "stored"]);
    expect(await shown()).toBe("2026-11-20");
    const taken = await db().userUsage.findMany({
      where: { scanId: BigInt(id) },
      orderBy: [{ uid: "asc" }, { gid: "asc" }],
      omit: { scanId: true },
    });
    // Said once more, and at once: the same rows.
    expect((await sendScan("2026-11-20", 100, "&force=1")).status).toBe(201);
    const sent = await db().userUsage.findMany({
      where: { scan: { volumeName: volume, state: "stored", recordOn: new Date("2026-11-20") } },
      orderBy: [{ uid: "asc" }, { gid: "asc" }],
      omit: { scanId: true },
    });
    expect(taken).toEqual(sent);
    await storeHeldScan({ id });
    await expect(decideHeldScan(admin, { id, decision: "drop" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("goes with all that it says when an admin drops it", async () => {
    await sendScan("2026-11-20", 100);
    const { id } = await onlyHeld();
    await decideHeldScan(admin, { id, decision: "drop" });
    await sweepScans();
    expect(await states()).toEqual(["stored", "dropped"]);
    expect(await listHeldScans(analyst, volume)).toEqual([]);
    expect(await db().heldScan.count({ where: { scanId: BigInt(id) } })).toBe(0);
    expect(
      await db().historyEvent.findMany({
        where: { subjectType: "volume", subjectId: volume },
        select: { verb: true, actorName: true },
      }),
    ).toEqual([{ verb: "drop the held scan of 2026-11-20", actorName: "Ad" }]);
  });

  it("sent again takes the place of the one that waits; forced it is stored", async () => {
    await sendScan("2026-11-20", 100);
    expect((await sendScan("2026-11-20", 101)).status).toBe(202);
    expect(await states()).toEqual(["stored", "replaced", "held"]);
    expect((await sendScan("2026-11-21", 390)).status).toBe(201);
    expect((await sendScan("2026-11-22", 50, "&force=1")).status).toBe(201);
  });

  it("is compared as the settings say", async () => {
    await db().storageSettings.updateMany({
      data: { minLineShare: 0.1, vanishedShare: 1, maxTotalFactor: 1_000 },
    });
    expect((await sendScan("2026-11-20", 100)).status).toBe(201);
    await db().storageSettings.updateMany({
      data: { minLineShare: 0.5, vanishedShare: 0.05, maxTotalFactor: 3 },
    });
  });

  it("is decided about by admins only", async () => {
    await sendScan("2026-11-20", 100);
    const { id } = await onlyHeld();
    await expect(decideHeldScan(analyst, { id, decision: "take" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      (async () => listHeldScans(viewerWithoutPerson("no", "No", [])))(),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});
