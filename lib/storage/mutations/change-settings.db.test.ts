import { describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { getStorageSettings } from "../queries/settings";
import { changeSettingsSchema } from "../schema/settings";
import { changeStorageSettings } from "./change-settings";

const admin = viewerWithoutPerson("admin", "Admin", ["admin"]);
const analyst = viewerWithoutPerson("analyst", "Analyst", ["analyst"]);
const nobody = viewerWithoutPerson("nobody", "Nobody", []);

describe("the settings of storage", () => {
  it("are the outline's and the usual links until a site says otherwise", async () => {
    const settings = await getStorageSettings(analyst);
    expect(settings).toMatchObject({
      daysBack: 10,
      maxBadShare: 0.001,
      forecastWindowDays: 30,
      scanDirectories: [],
      pathGroups: [],
      nestedBuckets: ["users", "projects"],
      version: 1,
    });
    expect(settings.thresholds).toEqual([
      { level: 2, daysAhead: 3, share: 0.8 },
      { level: 2, daysAhead: 7, share: 0.85 },
      { level: 3, daysAhead: 3, share: 0.85 },
      { level: 3, daysAhead: 7, share: 0.95 },
    ]);
    expect(settings.humanPaths).toHaveLength(5);
    await expect(getStorageSettings(nobody)).rejects.toThrow("roles");
  });

  it("change once, with history, and for the newest version only", async () => {
    const before = await getStorageSettings(admin);
    const wanted = { ...before, daysBack: 20, scanDirectories: ["/scans"] };
    await changeStorageSettings(admin, wanted);
    expect(await getStorageSettings(admin)).toMatchObject({ daysBack: 20, version: 2 });
    const other = changeStorageSettings(admin, { ...wanted, daysBack: 5 });
    await expect(other).rejects.toMatchObject({ code: "conflict" });
    await changeStorageSettings(admin, { ...wanted, version: 2 });
    expect((await getStorageSettings(admin)).version).toBe(2);
    const events = await listSubjectEvents("setting", "storage");
    expect(events.map(({ change }) => change)).toEqual([
      { datum: "scanDirectories", was: [], now: ["/scans"] },
      { datum: "daysBack", was: 10, now: 20 },
    ]);
    expect(() => changeStorageSettings(analyst, wanted)).toThrow("roles");
  });

  it.each([
    { scanDirectories: ["relative"] },
    { pathGroups: [{ prefix: "/a", id: 5, name: "x" }] },
    {
      pathGroups: [
        { prefix: "/a", id: -1, name: "x" },
        { prefix: "/b", id: -1, name: "y" },
      ],
    },
    { humanPaths: [{ pattern: "(", replacement: "/a" }] },
    { thresholds: [{ level: 1, daysAhead: 3, share: 0.8 }] },
    { maxBadShare: 1.5 },
    { daysBack: 0 },
  ])("refuse %j", async (change) => {
    const settings = await getStorageSettings(admin);
    expect(changeSettingsSchema.safeParse({ ...settings, ...change }).success).toBe(false);
    expect(changeSettingsSchema.safeParse(settings).success).toBe(true);
  });
});
