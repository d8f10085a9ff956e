import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readScan } from "./read-scan";
import type { ScanListener, ScanSpec, VaultFile } from "./scan-result";

/** The reader with its thread, over real gzip streams. */

const ROOT = "/lustre/scratch123/hgi/mdt0/projects/p1";

const spec: ScanSpec = {
  volume: "scratch123",
  scanTimeSeconds: 1_700_000_000,
  baseDirectories: [{ gid: 10n, path: ROOT }],
  pathGroups: [],
  humanPaths: [
    {
      pattern: "/lustre/scratch123/hgi/mdt[0-9]/projects",
      replacement: "/lustre/scratch123/hgi/projects",
    },
  ],
  nestedBuckets: ["users"],
  maxBadShare: 0.001,
  splitDirectory: null,
};

const line = (path: string, size = 100, type = "f", inode = 7, links = 1) =>
  `${Buffer.from(path).toString("base64")}\t${size}\t1\t10\t5\t6\t7\t${type}\t${inode}\t${links}\t9\n`;

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => line(`${ROOT}/users/u${at % 7}/file${at}.bam`)).join("");

const read = (file: Buffer | Buffer[], given: Partial<ScanSpec> = {}, listener?: ScanListener) =>
  readScan(Readable.from(Array.isArray(file) ? file : [file]), { ...spec, ...given }, listener);

const oneByOne = (file: Buffer) => Array.from(file, (_, at) => file.subarray(at, at + 1));

describe("reading a scan", () => {
  test("gives totals, progress and where the file was read to", async () => {
    const file = gzipSync(lines(1_000));
    const progress: number[] = [];
    const result = await read(file, {}, { onProgress: (seen) => progress.push(seen.lines) });
    expect(result).toMatchObject({ variant: "A", lines: 1_000, badLines: [], vaultFiles: 0 });
    expect(result.readBytes).toBe(file.length);
    expect(result.textBytes).toBe(lines(1_000).length);
    expect(result.groups).toEqual([
      {
        gid: 10n,
        basePath: "/lustre/scratch123/hgi/projects/p1",
        bytes: 100_000n,
        inodes: 1_000n,
        lastModifiedSeconds: 6,
      },
    ]);
    expect(result.directories).toHaveLength(7);
    expect(progress.at(-1)).toBe(1_000);
  });

  test("a directory is one inode whatever its links, and groups have all they own", async () => {
    const directories = Array.from({ length: 1_000 }, (_, at) =>
      line(`/lustre/scratch123/d${at}`, 4_096, "d", at, 2),
    );
    const file = `${directories.join("")}${line("/lustre/scratch123/f", 10)}${line("/lustre/scratch123/l", 9, "f", 8, 2)}`;
    const result = await read(gzipSync(file));
    expect(result.groups).toEqual([]);
    expect(result.volumeGroups).toEqual([
      // Half of the last file's two links is elsewhere; bytes are divided for directories too.
      { gid: 10n, bytes: 2_048_014n, inodes: 1_002n, lastModifiedSeconds: 6 },
    ]);
    expect(result.users).toMatchObject([{ uid: 1n, gid: 10n, inodes: 1_002n }]);
  });

  test("reads members one after the other, empty ones too, byte by byte", async () => {
    const text = lines(50);
    const cut = 1_234;
    const members = [text.slice(0, cut), "", text.slice(cut), ""].map((part) => gzipSync(part));
    const whole = await read(gzipSync(text));
    const result = await read(oneByOne(Buffer.concat(members)));
    expect({ ...result, readBytes: 0 }).toEqual({ ...whole, readBytes: 0 });
  });

  test("blank lines do not count, and the last line may lack its end", async () => {
    const result = await read(gzipSync(`\n${lines(3)}\n\n${line(`${ROOT}/x`).trimEnd()}`));
    expect(result.lines).toBe(4);
    expect(result.badLines).toEqual([]);
  });

  test("zeros after the last member are padding", async () => {
    const file = Buffer.concat([gzipSync(lines(5)), Buffer.alloc(1_000)]);
    expect((await read(file)).lines).toBe(5);
    expect((await read(oneByOne(file))).lines).toBe(5);
  });

  test("several at a time on threads of their own", async () => {
    const files = [100, 200, 300, 400].map((count) => read(gzipSync(lines(count))));
    expect((await Promise.all(files)).map((result) => result.lines)).toEqual([100, 200, 300, 400]);
  });

  test("only the user report, without looking at paths", async () => {
    const result = await read(gzipSync(lines(20)), { only: "users" });
    expect(result.groups).toEqual([]);
    expect(result.users).toMatchObject([{ uid: 1n, gid: 10n, bytes: 2_000n, inodes: 20n }]);
  });
});

describe("files that cannot be used", () => {
  const refused = async (file: Buffer | Buffer[], given: Partial<ScanSpec> = {}) => {
    const error = await read(file, given).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "ScanUnreadable" });
    return (error as { reason: string }).reason;
  };
  const file = gzipSync(lines(5_000));

  test("plain text, nothing, and a gzip of nothing", async () => {
    expect(await refused(Buffer.from(lines(10)))).toBe("not_gzip");
    expect(await refused([])).toBe("empty");
    expect(await refused(gzipSync(""))).toBe("empty");
    expect(await refused(gzipSync("\n\n"))).toBe("empty");
  });

  test("a file that was cut short, anywhere", async () => {
    for (const length of [1, 15, file.length - 9]) {
      expect(await refused(file.subarray(0, length))).toBe("cut_short");
    }
  });

  test("damage in the middle, and other bytes after the end", async () => {
    const damaged = Buffer.from(file);
    damaged.fill(0x55, 2_000, 2_100);
    expect(await refused(damaged)).toBe("damaged");
    expect(await refused(Buffer.concat([file, Buffer.from("garbage")]))).toBe("damaged");
    expect(await refused([file, Buffer.from("garbage")])).toBe("damaged");
    expect(await refused([file, Buffer.alloc(50), Buffer.from("garbage")])).toBe("damaged");
    expect(await refused([Buffer.concat([file, Buffer.alloc(50)]), file])).toBe("damaged");
  });

  test("no scan, and a scan of another volume", async () => {
    expect(await refused(gzipSync("hello\nworld\n"))).toBe("not_a_scan");
    expect(await refused(gzipSync(`"/lustre/scratch123/x"\t1\t2\n`))).toBe("not_a_scan");
    expect(await refused(file, { volume: "scratch12" })).toBe("wrong_volume");
  });

  test("a tenth of its lines is bad; with a higher bound they are told", async () => {
    const bad = lines(900) + "no columns\n".repeat(60) + line(`${ROOT}/x`, -1).repeat(40);
    expect(await refused(gzipSync(bad))).toBe("too_many_bad_lines");
    const result = await read(gzipSync(bad), { maxBadShare: 0.1 });
    expect(result.badLines).toEqual([
      { reason: "The line has too few columns.", count: 60, firstLine: 901 },
      { reason: "The size is not a whole number of 64 bits.", count: 40, firstLine: 961 },
    ]);
    expect(result.lines).toBe(1_000);
  });

  test("a line longer than 1 MiB is a bad line; one of 1 MiB is none", async () => {
    const rest = line(`${ROOT}/x`).slice(line(`${ROOT}/x`).indexOf("\t") + 1);
    const long = `${"L2x1".repeat(262_144)}\t${rest}`;
    const result = await read(gzipSync(lines(2) + long + lines(2)), { maxBadShare: 0.5 });
    expect(result.badLines).toEqual([
      { reason: "The line is longer than 1 MiB.", count: 1, firstLine: 3 },
    ]);
    expect(result.lines).toBe(5);
    const path = `${ROOT}/${"d/".repeat(390_000)}`.slice(0, 786_000);
    expect((await read(gzipSync(lines(2) + line(path)))).badLines).toEqual([]);
  });

  test("too many directories to derive the bases from is told as such", async () => {
    const { DerivedPlaces } = await import("./pass/derived-places");
    const { ScanPath } = await import("./lines/scan-path");
    const places = new DerivedPlaces({ ...spec, baseDirectories: [] }, 2);
    const path = new ScanPath();
    path.bytes.write("/a/b/c/d");
    places.enter(1, path, 2);
    places.enter(1, path, 4);
    expect(() => places.enter(1, path, 6)).toThrow("send a file of base directories");
  });

  test("and so are too many buckets below base directories that were given", async () => {
    const { GivenPlaces } = await import("./pass/places");
    const { LineFields } = await import("./lines/line-fields");
    const { ScanPath } = await import("./lines/scan-path");
    const baseDirectories = [{ gid: 1n, path: "/a" }];
    const places = new GivenPlaces({ ...spec, baseDirectories }, 2);
    const path = new ScanPath();
    const add = (text: string) => {
      path.bytes.write(text);
      places.enter(1, path, text.length - 1);
      places.addFile(new LineFields(false, 0), path, -1);
    };
    for (const text of ["/a/b/", "/a/c/", "/a/b/", "/a/c/d/"]) add(text);
    expect(() => add("/a/e/")).toThrow("lie deeper");
  });
});

describe("a thread after a file that was no good", () => {
  test("reads the next one as if nothing had been", async () => {
    const good = gzipSync(lines(500));
    const whole = await read(good);
    const piece = gzipSync(lines(2_000));
    const bad = [gzipSync("no scan at all\n"), ...Array.from({ length: 50 }, () => piece)];
    for (let round = 0; round < 10; round += 1) {
      await expect(read(bad)).rejects.toThrow("not a line of an mpistat or wrstat file");
      expect(await read(good)).toEqual(whole);
    }
  });
});

describe("reading and storing go hand in hand", () => {
  const vaultLine = (at: number) => {
    const key = Buffer.from(`data/sample_${at}.cram`).toString("base64").replaceAll("/", "_");
    return line(
      `${ROOT}/.vault/keep/01/${(at % 256).toString(16).padStart(2, "0")}-${key}`,
      5,
      "f",
      7,
      2,
    );
  };
  const vaultText = Array.from({ length: 20_000 }, (_, at) => vaultLine(at)).join("");

  test("a slow store holds up the reading, and every file comes once", async () => {
    let running = 0;
    const seen: VaultFile[] = [];
    const result = await read(
      gzipSync(vaultText),
      {},
      {
        onVaultFiles: async (files) => {
          running += 1;
          expect(running).toBe(1);
          await sleep(20);
          seen.push(...files);
          running -= 1;
        },
      },
    );
    expect(result.vaultFiles).toBe(20_000);
    expect(new Set(seen.map(({ path }) => path)).size).toBe(20_000);
    expect(seen[1]?.path).toBe("/lustre/scratch123/hgi/projects/p1/data/sample_1.cram");
  });

  test("a file that fails is told after the store has ended its work", async () => {
    let isStoring = false;
    const file = gzipSync(vaultText);
    const reading = read(
      file.subarray(0, file.length - 100),
      {},
      {
        onVaultFiles: async () => {
          isStoring = true;
          await sleep(50);
          isStoring = false;
        },
      },
    );
    await expect(reading).rejects.toThrow("cut short");
    expect(isStoring).toBe(false);
  });

  test("a listener that throws ends the reading with its error", async () => {
    const onProgress = () => {
      throw new Error("nobody listens");
    };
    await expect(read(gzipSync(lines(5)), {}, { onProgress })).rejects.toThrow("nobody listens");
  });

  test("a store that fails ends the reading with its error", async () => {
    const failing = read(
      gzipSync(vaultText),
      {},
      {
        onVaultFiles: () => Promise.reject(new Error("the disk is full")),
      },
    );
    await expect(failing).rejects.toThrow("the disk is full");
  });

  test("a source that fails ends the reading with its error", async () => {
    const source = Readable.from(
      (async function* () {
        yield gzipSync(lines(10));
        throw new Error("the line was cut");
      })(),
    );
    await expect(readScan(source, spec)).rejects.toThrow("the line was cut");
  });

  test("an endless source stops as soon as the file is known to be no good", async () => {
    const source = Readable.from(
      (async function* () {
        for (;;) yield Buffer.alloc(65_536, "x");
      })(),
    );
    await expect(readScan(source, spec)).rejects.toThrow("not a gzip file");
    expect(source.destroyed).toBe(true);
  });

  test("the source is read no faster than its lines are counted", async () => {
    const piece = gzipSync(lines(20_000));
    let given = 0;
    const source = new Readable({
      read() {
        given += 1;
        this.push(given > 400 ? null : piece);
      },
      highWaterMark: 1,
    });
    const held = new AbortController();
    const reading = readScan(source, spec, {}, held.signal);
    await sleep(50);
    held.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
    // 3 MiB or so may be under way, whatever the pace of the machine: far from all.
    expect(given).toBeLessThan(400);
  });

  test("an abort before the start reads nothing", async () => {
    const source = Readable.from([gzipSync(lines(1))]);
    await expect(readScan(source, spec, {}, AbortSignal.abort())).rejects.toThrow();
    expect(source.destroyed).toBe(true);
  });
});
