import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import type { VaultFile } from "@/lib/scan-reader/scan-reader";
import { storeResult } from "../../factory/scan-result";
import { dayOf, dayText } from "../../model/scan";

let serial = 0;
let volume = "";

beforeEach(() => {
  serial += 1;
  volume = `vault${serial}`;
  setClock(new Date("2026-03-20T12:00:00Z"));
});

const file = (name: string, more: Partial<VaultFile> = {}): VaultFile => ({
  path: `/lustre/v/${name}`,
  inode: 2n ** 64n - 1n,
  action: "Keep",
  bytes: 5n,
  uid: 1n,
  gid: 2n,
  mtimeSeconds: 86_400,
  ...more,
});

const store = (date: string, vaults: readonly VaultFile[], vaultSources = [] as never[]) =>
  storeResult(volume, date, { vaultSources }, { isForced: true, vaults });

async function intervals(): Promise<string[]> {
  const rows = await db().vaultEntry.findMany({ where: { volumeName: volume } });
  return rows
    .map(({ path, firstOn, goneOn }) => {
      const gone = goneOn ? dayText(goneOn).slice(8) : "";
      return `${path.slice(10)} ${dayText(firstOn).slice(8)}–${gone}`;
    })
    .sort();
}

describe("vault entries", () => {
  it("are held over the scans that saw them", async () => {
    await store("2026-03-10", [file("a"), file("b")]);
    await store("2026-03-12", [file("a")]);
    await store("2026-03-14", [file("a"), file("b")]);
    expect(await intervals()).toEqual(["a 10–", "b 10–12", "b 14–"]);
  });

  it("that did not change are not touched", async () => {
    await store("2026-03-10", [file("a")]);
    const [before] = await db().$queryRaw<object[]>`
      select xmin::text, id from vault_entries where volume_name = ${volume}`;
    await store("2026-03-12", [file("a")]);
    await store("2026-03-11", [file("a")]);
    await store("2026-03-11", [file("a")]);
    const after = await db().$queryRaw<object[]>`
      select xmin::text, id from vault_entries where volume_name = ${volume}`;
    expect(after).toEqual([before]);
  });

  it("are others when anything of them changes", async () => {
    await store("2026-03-10", [file("a")]);
    await store("2026-03-11", [file("a", { action: "Archive" })]);
    await store("2026-03-12", [file("a", { action: "Archive", bytes: 6n })]);
    expect(await intervals()).toEqual(["a 10–11", "a 11–12", "a 12–"]);
  });

  it("of an earlier scan that comes late part an interval and join two", async () => {
    await store("2026-03-10", [file("a")]);
    await store("2026-03-14", [file("a")]);
    await store("2026-03-12", []);
    expect(await intervals()).toEqual(["a 10–12", "a 14–"]);
    await store("2026-03-12", [file("a")]);
    expect(await intervals()).toEqual(["a 10–"]);
    await store("2026-03-10", []);
    expect(await intervals()).toEqual(["a 12–"]);
  });

  it("with the same file twice are one", async () => {
    const { scan } = await store("2026-03-10", [file("a"), file("a")]);
    expect(await intervals()).toEqual(["a 10–"]);
    const row = await db().storageScan.findUniqueOrThrow({ where: { id: scan.id } });
    expect(row.rowCounts).toMatchObject({ vaults: 1 });
  });

  it("know where their files lie now", async () => {
    const vaults = [
      file("gone", { inode: 1n }),
      file("there", { inode: 2n }),
      file("moved", { inode: 3n }),
      file("twice", { inode: 4n }),
      file("nul\0 \\N\ttab\nline", { inode: 5n }),
    ];
    const vaultSources = [
      { inode: 2n, path: "/lustre/v/there" },
      { inode: 3n, path: "/lustre/v/elsewhere" },
      { inode: 4n, path: "/lustre/v/twice" },
      { inode: 4n, path: "/lustre/v/other" },
    ];
    await storeResult(volume, "2026-03-10", { vaultSources }, { vaults });
    const rows = await db().vaultEntry.findMany({
      where: { volumeName: volume },
      orderBy: { inode: "asc" },
    });
    expect(rows.map((row) => [row.path.slice(10), row.sourceState, row.sourcePath])).toEqual([
      ["gone", "gone", null],
      ["there", "present", null],
      ["moved", "renamed", "/lustre/v/elsewhere"],
      ["twice", "present", null],
      ["nul\uFFFD \\N\ttab\nline", "gone", null],
    ]);
    expect(await db().stagedVaultEntry.count()).toBe(0);
    expect(await db().stagedVaultSource.count()).toBe(0);
  });

  it("keep a time that no calendar holds", async () => {
    await store("2026-03-10", [
      file("a", { mtimeSeconds: 2 ** 52 }),
      file("b", { mtimeSeconds: -5 }),
    ]);
    const rows = await db().vaultEntry.findMany({
      where: { volumeName: volume },
      orderBy: { path: "asc" },
    });
    expect(rows.map(({ lastModifiedOn }) => dayText(lastModifiedOn))).toEqual([
      "9999-12-31",
      "1970-01-01",
    ]);
  });
});

/** Scans in the order of their arrival: a day, and which of five files it saw. */
const arrivals = fc.array(
  fc.record({ day: fc.integer({ min: 0, max: 7 }), seen: fc.subarray([0, 1, 2, 3, 4]) }),
  { minLength: 1, maxLength: 12 },
);

const FIRST_DAY = 20_500;

/** The slow way: what the last scan of each day saw, run through day by day. */
function expectedIntervals(scans: readonly { day: number; seen: readonly number[] }[]): string[] {
  const byDay = new Map(scans.map(({ day, seen }) => [day, new Set(seen)]));
  const days = [...byDay.keys()].sort((a, b) => a - b);
  const found: string[] = [];
  for (const name of [0, 1, 2, 3, 4]) {
    let first: number | undefined;
    for (const day of days) {
      const isSeen = byDay.get(day)?.has(name) ?? false;
      if (isSeen) first ??= day;
      else if (first !== undefined) {
        found.push(`${name} ${first}–${day}`);
        first = undefined;
      }
    }
    if (first !== undefined) found.push(`${name} ${first}–`);
  }
  return found.sort();
}

it("intervals equal the slow way for any order of scans, also read again", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, async (scans) => {
      run += 1;
      volume = `any${run}`;
      for (const { day, seen } of scans) {
        await store(
          dayText(dayOf(FIRST_DAY + day)),
          seen.map((name) => file(String(name))),
        );
      }
      const rows = await db().vaultEntry.findMany({ where: { volumeName: volume } });
      const day = (date: Date) => date.getTime() / 86_400_000 - FIRST_DAY;
      const found = rows.map(
        ({ path, firstOn, goneOn }) =>
          `${path.slice(10)} ${day(firstOn)}–${goneOn ? day(goneOn) : ""}`,
      );
      expect(found.sort()).toEqual(expectedIntervals(scans));
    }),
    { numRuns: 30 },
  );
}, 120_000);
