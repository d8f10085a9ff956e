import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readScan } from "@/lib/scan-reader/scan-reader";
import { quoted, scanFile, scanText } from "./scan-file";
import { anchorOf } from "./site";
import { simulatedVolumes, simulateVolume } from "./volume";
import { vaultKey } from "./volume-vaults";

const anchor = anchorOf(1_760_000_000);
const DAY = 86_400;
const volumes = simulatedVolumes.map((look) => simulateVolume(look, anchor));

/** What the reports would say of a group: every line's share of its inode. */
function usedBy(gid: number, entries: ReturnType<(typeof volumes)[0]["entriesAt"]>): number {
  return entries
    .filter((entry) => entry.gid === gid && entry.links > 0)
    .reduce((sum, { bytes, links }) => sum + Math.floor(bytes / links), 0);
}

describe("a simulated volume", () => {
  test("is the same for the same anchor, and grows over time", () => {
    for (const [at, look] of simulatedVolumes.entries()) {
      const volume = volumes[at];
      if (!volume) throw new Error("a volume is missing");
      const again = simulateVolume(look, anchor).entriesAt(anchor);
      expect(again).toEqual(volume.entriesAt(anchor));
      expect(again.length).toBeGreaterThan(8_000);
      expect(again.length).toBeLessThan(25_000);
    }
  });

  test("follows its plans: some groups fill their quota, one cleaned up", () => {
    const shares = volumes.flatMap((volume) => {
      const days = [60, 13, 10, 0].map((day) => volume.entriesAt(anchor - day * DAY));
      return volume.quotas
        .filter(({ bytes }) => bytes > 0)
        .map(({ gid, bytes }) => days.map((entries) => usedBy(gid, entries) / bytes));
    });
    const now = shares.map((row) => row[3] ?? 0);
    expect(now.filter((share) => share > 1)).not.toHaveLength(0);
    expect(now.filter((share) => share > 0.85 && share < 1)).not.toHaveLength(0);
    expect(now.filter((share) => share > 0.78 && share < 0.83)).not.toHaveLength(0);
    expect(now.filter((share) => share < 0.5).length).toBeGreaterThan(5);
    const cleaned = shares.filter(([, before = 0, after = 0]) => before > 0.8 && after < 0.6);
    expect(cleaned).not.toHaveLength(0);
  });

  test("has marked files of every kind, hard links and files without a link", () => {
    for (const volume of volumes) {
      const entries = volume.entriesAt(anchor);
      for (const branch of ["keep", "archive", ".stash", ".staged", ".limbo"]) {
        expect(entries.some(({ path }) => path.includes(`/.vault/${branch}/`))).toBe(true);
      }
      expect(entries.some(({ links }) => links === 0)).toBe(true);
      expect(entries.every(({ inode }) => inode > 2n ** 53n)).toBe(true);
      expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length);
    }
  });
});

test("a vault key carries inode and path; a long one is cut", () => {
  expect(vaultKey(123456n, "path/to/some/file")).toBe("01/e2/40-cGF0aC90by9zb21lL2ZpbGU=");
  expect(vaultKey(144115205255725057n, "out/???/r.vcf.gz")).toBe(
    "02/00/00/04/00/00/00/01-b3V0Lz8_Py9yLnZjZi5neg==",
  );
  expect(vaultKey(18n, "a/b?c")).toBe("12-YS9iP2M=");
  const long = vaultKey(123456n, "x".repeat(280)).split("/");
  expect(long.map((part) => part.length)).toEqual([2, 2, 255, 124]);
});

test("paths are quoted as Go does", () => {
  expect(quoted("/a b/c")).toBe('"/a b/c"');
  expect(quoted('/a"\\\t\n\u0001\u007f')).toBe('"/a\\"\\\\\\t\\n\\x01\\x7f"');
  expect(quoted("/\u00c3\u00af/\u00e9/\u00ff")).toBe('"/\u00c3\u00af/\\xe9/\\xff"');
});

test("a file is gzip with several members and few bad lines", () => {
  for (const volume of volumes) {
    const entries = volume.entriesAt(anchor - 20 * DAY);
    const lines = scanText(entries, volume.variant, true);
    expect(scanText(entries, volume.variant, false)).toHaveLength(entries.length);
    expect(lines.length - entries.length).toBeGreaterThan(0);
    expect((lines.length - entries.length) / lines.length).toBeLessThan(0.001);
    const file = scanFile(lines);
    expect(gunzipSync(file).toString("latin1")).toBe(lines.map((line) => `${line}\n`).join(""));
    const columns = lines[0]?.split("\t");
    expect(columns).toHaveLength(volume.variant === "A" ? 11 : 12);
    expect(columns?.[0]?.[0]).toBe(volume.variant === "A" ? "L" : '"');
  }
});

test("the reader finds in a file what was put into it", async () => {
  for (const volume of volumes) {
    const entries = volume.entriesAt(anchor);
    const lines = scanText(entries, volume.variant, true);
    const vaultPaths: string[] = [];
    const spec = {
      volume: volume.name,
      scanTimeSeconds: anchor,
      baseDirectories: volume.baseDirectories.map(({ gid, path }) => ({ gid: BigInt(gid), path })),
      pathGroups: [],
      humanPaths: [],
      nestedBuckets: ["users"],
      maxBadShare: 0.001,
      splitDirectory: null,
    };
    const result = await readScan(Readable.from([scanFile(lines)]), spec, {
      onVaultFiles: async (files) => {
        vaultPaths.push(...files.map(({ path }) => path));
      },
    });
    expect(result).toMatchObject({ variant: volume.variant, lines: lines.length });
    const badLines = result.badLines.reduce((sum, { count }) => sum + count, 0);
    expect(badLines).toBe(lines.length - entries.length);
    expect(result.warnings).toEqual([]);
    expect(vaultPaths).toHaveLength(entries.filter(({ path }) => path.includes("/.vault/")).length);
    expect(vaultPaths.some((path) => path.length > 280)).toBe(true);
    for (const { gid } of volume.quotas) {
      const groups = result.groups.filter((group) => group.gid === BigInt(gid));
      const bytes = groups.reduce((sum, group) => sum + group.bytes, 0n);
      expect(bytes).toBe(BigInt(usedBy(gid, entries)));
    }
  }
}, 30_000);
