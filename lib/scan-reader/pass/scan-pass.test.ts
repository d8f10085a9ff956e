import { describe, expect, test } from "vitest";
import { seededRandom } from "@/tools/simulate/random";
import { LineFeeder } from "../lines/line-feeder";
import { fileTypes, type ScanSpec, type ScanVariant, type VaultFile } from "../scan-result";
import { ScanPass } from "./scan-pass";

/**
 * The pass against a slow, obvious reading of the same bytes: text and 64-bit numbers, one map for
 * each report, no shortcut.
 */

const SCAN_TIME = 1_700_000_000;

// ---- The obvious reading. Paths are strings with a byte in each character.

interface Entry {
  path: string;
  isDirectory: boolean;
  type: string;
  size: bigint;
  uid: bigint;
  gid: bigint;
  mtime: number;
  inode: bigint;
  links: bigint;
}

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SORTED = "+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const utf8 = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");
const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

function slowBase64(text: string): string | undefined {
  if (text === "" || text.length % 4 !== 0) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return Buffer.from(text, "base64").toString("latin1");
}

function slowUnquote(text: string): string | undefined {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return undefined;
  let rest = text.slice(1, -1);
  let path = "";
  while (rest !== "") {
    const found =
      /^\\(?:([abfnrtv\\"'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
    if (found) {
      const [all, letter, byte, short, long] = found;
      if (letter)
        path +=
          { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }[letter] ?? letter;
      else if (byte) path += String.fromCharCode(Number.parseInt(byte, 16));
      else {
        const code = Number.parseInt(short ?? long ?? "", 16);
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
        path += latin1(String.fromCodePoint(code));
      }
      rest = rest.slice(all.length);
    } else {
      if (rest.startsWith("\\") || rest.startsWith('"')) return undefined;
      path += rest[0];
      rest = rest.slice(1);
    }
  }
  return path;
}

function slowPath(column: string, variant: ScanVariant): string | undefined {
  let path: string | undefined;
  if (variant === "D" || variant === "E") path = slowUnquote(column);
  else if (variant === "C") {
    if (/[^A-Za-z0-9+/=]/.test(column)) return undefined;
    path = slowBase64(
      [...column]
        .map((letter) => (letter === "=" ? "=" : STANDARD[SORTED.indexOf(letter)]))
        .join(""),
    );
  } else path = slowBase64(column);
  return path?.startsWith("/") && !path.includes("\0") ? path : undefined;
}

const isNumber = (text: string | undefined, bits: bigint): text is string =>
  text !== undefined && /^\d{1,20}$/.test(text) && BigInt(text) < 1n << bits;

function slowEntry(line: string, variant: ScanVariant): Entry | undefined {
  const columns = line.split("\t");
  if (variant === "B" && !/^\d+$/.test(columns.shift() ?? "")) return undefined;
  const [column = "", size, uid, gid, , mtime, , type, inode, links, device, apparent] = columns;
  if (columns.length < (variant === "E" ? 12 : 11)) return undefined;
  if (!isNumber(size, 63n) || !isNumber(uid, 32n) || !isNumber(gid, 32n)) return undefined;
  if (!/^-?\d{1,15}$/.test(mtime ?? "") || !/^[A-Za-z]$/.test(type ?? "")) return undefined;
  if (!isNumber(inode, 64n) || !/^\d{1,15}$/.test(links ?? "")) return undefined;
  if (!/^\d+$/.test(device ?? "")) return undefined;
  if (variant === "E" && !/^\d+$/.test(apparent ?? "")) return undefined;
  const path = slowPath(column, variant);
  if (path === undefined) return undefined;
  return {
    path: path.endsWith("/") ? path.slice(0, -1) : path,
    isDirectory: path.endsWith("/") || type === "d",
    type: type as string,
    size: BigInt(size),
    uid: BigInt(uid),
    gid: BigInt(gid),
    mtime: Math.min(Number(mtime), SCAN_TIME),
    inode: BigInt(inode),
    links: BigInt(links as string),
  };
}

const isBelow = (path: string, base: string) => path === base || path.startsWith(`${base}/`);
const elements = (path: string) => path.split("/").filter((element) => element !== "");

function slowHuman(path: string, spec: ScanSpec): string {
  for (const { pattern, replacement } of spec.humanPaths) {
    const match = new RegExp(`^(${pattern})(/|$)`).exec(path);
    if (match) return replacement + path.slice((match[1] ?? "").length);
  }
  return path;
}

const suffixes: Record<string, RegExp> = {
  SAM: /\.sam(\.gz)?$/,
  BAM: /\.bam(\.gz)?$/,
  CRAM: /\.cram(\.gz)?$/,
  FASTQ: /\.fastq$/,
  "FASTQ (gzip)": /\.fastq\.gz$/,
  VCF: /\.(vcf|bcf|gvcf)$/,
  "VCF (gzip)": /\.(vcf|bcf|gvcf)\.gz$/,
  PEDBED: /\.(ped|bed)(\.gz)?$/,
};

function slowWhere(dirs: Map<string, number>): string[] {
  const count = (dir: string) =>
    [...dirs].reduce((sum, [path, entries]) => sum + (isBelow(path, dir) ? entries : 0), 0);
  const children = (dir: string) => {
    const names = new Set<string>();
    for (const path of dirs.keys()) {
      if (path !== dir && isBelow(path, dir)) {
        names.add(`${dir}/${path.slice(dir.length + 1).split("/")[0]}`);
      }
    }
    return [...names];
  };
  const where = (start: string, splits: number): string[] => {
    let dir = start;
    for (;;) {
      const only = children(dir);
      if (only.length !== 1 || count(only[0] as string) !== count(dir)) break;
      dir = only[0] as string;
    }
    return [dir, ...(splits > 0 ? children(dir).flatMap((child) => where(child, splits - 1)) : [])];
  };
  return where("", 4);
}

function slowBases(entries: (Entry & { group: bigint })[], spec: ScanSpec) {
  const pathGroups = new Set(spec.pathGroups.map(({ gid }) => gid));
  const byGid = new Map<bigint, Map<string, number>>();
  for (const { group, path, isDirectory } of entries) {
    if (isDirectory || pathGroups.has(group)) continue;
    const dirs = byGid.get(group) ?? new Map<string, number>();
    const dir = path.slice(0, path.lastIndexOf("/"));
    dirs.set(dir, (dirs.get(dir) ?? 0) + 1);
    byGid.set(group, dirs);
  }
  return [...byGid].flatMap(([gid, dirs]) => {
    const kept: string[] = [];
    for (const path of slowWhere(dirs).sort((a, b) => (`${a}/` < `${b}/` ? -1 : 1))) {
      const slashes = path.split("/").length - 1;
      if (slashes < (path.split("/").some((part) => /^mdt\d$/.test(part)) ? 5 : 4)) continue;
      if (!kept.some((other) => isBelow(path, other))) kept.push(path);
    }
    return kept.map((path) => ({ gid, path }));
  });
}

interface Sum {
  bytes: bigint;
  units: bigint;
  last: number;
  files: bigint;
  types: Record<string, bigint>;
}

function add(sums: Map<string, Sum>, key: string, entry: Entry, type = ""): void {
  const sum = sums.get(key) ?? { bytes: 0n, units: 0n, last: 0, files: 0n, types: {} };
  const share = entry.links === 0n ? 0n : entry.size / entry.links;
  sum.bytes += share;
  sum.units += entry.isDirectory ? 5040n : entry.links === 0n ? 0n : 5040n / entry.links;
  sum.last = Math.max(sum.last, entry.mtime);
  sum.files += 1n;
  if (type) sum.types[type] = (sum.types[type] ?? 0n) + share;
  sums.set(key, sum);
}

/** What a 64-bit number holds. */
const capped = (bytes: bigint) => (bytes < 2n ** 63n ? bytes : 2n ** 63n - 1n);

const table = (sums: Map<string, Sum>, row: (sum: Sum) => unknown[]) =>
  Object.fromEntries([...sums].map(([key, sum]) => [key, row(sum).map(String).join(" ")]));

function slowVault(path: string): { action: string; inode: bigint; path: string } | undefined {
  const [root, rest] = [
    path.slice(0, path.indexOf("/.vault/")),
    path.slice(path.indexOf("/.vault/") + 8),
  ];
  const [branch = "", ...key] = elements(rest);
  const action = branch.replace(/^\./, "");
  const name = action.charAt(0).toUpperCase() + action.slice(1);
  const [, hex = "", text = ""] = /^([0-9a-fA-F]{1,16})-(.*)$/s.exec(key.join("")) ?? [];
  const relative = slowBase64(text.replaceAll("_", "/"));
  if (!["Keep", "Archive", "Stash", "Staged", "Limbo"].includes(name) || hex === "")
    return undefined;
  if (relative === undefined || relative.includes("\0")) return undefined;
  return { action: name, inode: BigInt(`0x${hex}`), path: `${root}/${relative}` };
}

function slowScan(text: string, variant: ScanVariant, spec: ScanSpec) {
  const lines = text.split("\n").filter((line) => line !== "");
  const read = lines.map((line) =>
    line.length > 1_048_576 ? undefined : slowEntry(line, variant),
  );
  const good = read.filter((entry) => entry !== undefined);
  const entries = good.map((entry) => {
    const own = entry.isDirectory ? entry.path : entry.path;
    const matching = spec.pathGroups.filter(({ prefix }) => isBelow(own, latin1(prefix)));
    matching.sort((a, b) => b.prefix.length - a.prefix.length);
    return { ...entry, group: matching[0]?.gid ?? entry.gid };
  });
  const isDerived = spec.baseDirectories.length === 0;
  const rules = isDerived
    ? slowBases(entries, spec)
    : spec.baseDirectories.map(({ gid, path }) => ({ gid, path: latin1(path) }));
  rules.push(...spec.pathGroups.map(({ gid, prefix }) => ({ gid, path: latin1(prefix) })));
  const [groups, volumeGroups, directories, users] = [
    new Map<string, Sum>(),
    new Map<string, Sum>(),
    new Map<string, Sum>(),
    new Map<string, Sum>(),
  ];
  const vaults: unknown[] = [];
  const links = new Map<bigint, string[]>();
  const marks = new Map<bigint, string[]>();
  for (const entry of entries) {
    add(users, `${entry.uid} ${entry.gid}`, entry);
    add(volumeGroups, `${entry.gid}`, entry);
    if (entry.group < 0n) add(volumeGroups, `${entry.group}`, entry);
    const base = rules
      .filter(({ gid, path }) => gid === entry.group && isBelow(entry.path, path))
      .sort((a, b) => b.path.length - a.path.length)[0]?.path;
    const isFile = !entry.isDirectory && entry.type === "f";
    if (base !== undefined) {
      const shown = slowHuman(utf8(base), spec) || "/";
      add(groups, `${entry.group} ${shown}`, entry);
      const below = elements(entry.path.slice(base.length));
      if (isFile && entry.links > 0n && entry.path !== base) {
        const dirs = below.slice(0, -1);
        const bucket = dirs.slice(0, spec.nestedBuckets.includes(dirs[0] ?? "") ? 2 : 1).join("/");
        const type = Object.entries(suffixes).find(([, suffix]) => suffix.test(entry.path))?.[0];
        add(directories, `${entry.group} ${shown}|${utf8(bucket) || "."}`, entry, type);
      }
    }
    if (!isFile) continue;
    if (entry.path.slice(0, entry.path.lastIndexOf("/") + 1).includes("/.vault/")) {
      const mark = slowVault(entry.path);
      if (!mark) continue;
      const { action, inode } = mark;
      const { size, uid, gid, mtime } = entry;
      vaults.push(
        [slowHuman(utf8(mark.path), spec), inode, action, size, uid, gid, mtime].join(" "),
      );
      marks.set(inode, [...(marks.get(inode) ?? []), mark.path]);
    } else if (entry.links > 1n) {
      links.set(entry.inode, [...(links.get(entry.inode) ?? []), entry.path]);
    }
  }
  const sources = [...marks].flatMap(([inode, marked]) => {
    const others = links.get(inode) ?? [];
    if (others.length === 0) return [];
    // Marks are tried from the last, so that two marks of one inode give one answer.
    const same = [...marked].reverse().find((path) => others.includes(path));
    return [`${inode} ${slowHuman(utf8(same ?? (others.at(-1) as string)), spec)}`];
  });
  const round = (units: bigint) => (units + 2520n) / 5040n;
  return {
    lines: lines.length,
    bad: lines.length - good.length,
    groups: Object.fromEntries(
      Object.entries(table(groups, (s) => [capped(s.bytes), round(s.units), s.last])).filter(
        ([, row]) => !/^0 \d+ 0$/.test(row),
      ),
    ),
    volumeGroups: table(volumeGroups, (sum) => [capped(sum.bytes), round(sum.units), sum.last]),
    directories: table(directories, (sum) => [
      sum.files,
      capped(sum.bytes),
      sum.last,
      ...fileTypes
        .filter((type) => type in sum.types)
        .map((type) => `${type}:${capped(sum.types[type] ?? 0n)}`),
    ]),
    users: table(users, (sum) => [capped(sum.bytes), round(sum.units), sum.last]),
    vaults: vaults.sort(),
    sources: sources.sort(),
    bases: (isDerived ? rules : spec.baseDirectories)
      .filter(({ gid }) => !isDerived || gid >= 0n)
      .map(({ gid, path }) => `${gid} ${isDerived ? utf8(path) : path}`)
      .sort(),
  };
}

// ---- The pass, in the same shape.

function fastScan(text: string, spec: ScanSpec, cut: (left: number) => number) {
  const pass = new ScanPass(spec);
  const feeder = new LineFeeder(pass);
  const bytes = Buffer.from(text, "latin1");
  const files: VaultFile[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = cut(bytes.length - at);
    feeder.write(Buffer.from(bytes.subarray(at, at + size)));
    files.push(...pass.vaults.takeBatch());
    at += size;
  }
  feeder.end();
  files.push(...pass.vaults.takeBatch());
  const result = pass.finish({ readBytes: 0, textBytes: bytes.length });
  return {
    variant: result.variant,
    lines: result.lines,
    bad: result.badLines.reduce((sum, { count }) => sum + count, 0),
    groups: Object.fromEntries(
      result.groups.map((g) => [
        `${g.gid} ${g.basePath}`,
        `${g.bytes} ${g.inodes} ${g.lastModifiedSeconds}`,
      ]),
    ),
    volumeGroups: Object.fromEntries(
      result.volumeGroups.map((g) => [
        `${g.gid}`,
        `${g.bytes} ${g.inodes} ${g.lastModifiedSeconds}`,
      ]),
    ),
    directories: Object.fromEntries(
      result.directories.map((d) => [
        `${d.gid} ${d.basePath}|${d.bucket}`,
        [
          d.files,
          d.bytes,
          d.lastModifiedSeconds,
          ...fileTypes
            .filter((type) => d.typeBytes[type] !== undefined)
            .map((type) => `${type}:${d.typeBytes[type]}`),
        ].join(" "),
      ]),
    ),
    users: Object.fromEntries(
      result.users.map((u) => [
        `${u.uid} ${u.gid}`,
        `${u.bytes} ${u.inodes} ${u.lastModifiedSeconds}`,
      ]),
    ),
    vaults: files
      .map((f) => [f.path, f.inode, f.action, f.bytes, f.uid, f.gid, f.mtimeSeconds].join(" "))
      .sort(),
    sources: result.vaultSources.map(({ inode, path }) => `${inode} ${path}`).sort(),
    bases: result.baseDirectories.map(({ gid, path }) => `${gid} ${path}`).sort(),
  };
}

// ---- Files that hold everything a scan may hold.

const VOLUME = "scratch123";
const ROOT = `/lustre/${VOLUME}/hgi`;
const names = [
  "a",
  "ab",
  "a b",
  "users",
  "projects",
  "x.bam",
  "x.cram.gz",
  "y.g.vcf.gz",
  "y.gvcf",
  "z.fastq.gz",
  ".bam",
  "bam",
  "tab\there",
  "line\nfeed",
  'quo"te\\',
  "\xff\xfe",
  latin1("ünï☃😀"),
  "p1",
  "p1x",
  ".vault",
  "readme.fq.gz",
  "q.bed",
  "s.sam",
];
const bases = [`${ROOT}/mdt0/projects/p1`, `${ROOT}/mdt1/projects/p1`, `${ROOT}/mdt0/teams/ab`];

const below = (random: () => number, bound: number) => Math.floor(random() * bound);
const pick = <T>(random: () => number, list: readonly T[]): T =>
  list[below(random, list.length)] as T;

function quote(path: string, random: () => number): string {
  let text = '"';
  for (const byte of path) {
    const code = byte.charCodeAt(0);
    if (byte === '"' || byte === "\\") text += `\\${byte}`;
    else if (byte === "\t") text += "\\t";
    else if (byte === "\n") text += "\\n";
    else if (code < 32 || (code > 126 && random() < 0.5)) {
      const hex = code.toString(16).padStart(2, "0");
      text += `\\x${random() < 0.5 ? hex.toUpperCase() : hex}`;
    } else if (code < 127 && random() < 0.01) text += `\\u00${code.toString(16).padStart(2, "0")}`;
    else text += byte;
  }
  return `${text}"`;
}

function encode(path: string, variant: ScanVariant, random: () => number): string {
  if (variant === "D" || variant === "E") return quote(path, random);
  const base64 = Buffer.from(path, "latin1").toString("base64");
  if (variant !== "C") return base64;
  return [...base64].map((l) => (l === "=" ? l : SORTED[STANDARD.indexOf(l)])).join("");
}

function vaultPath(random: () => number, inode: bigint): string {
  const hex = inode.toString(16);
  const even = (hex.length % 2 ? `0${hex}` : hex).match(/../g) ?? [];
  const relative =
    random() < 0.2 ? `${"l/".repeat(140)}end` : `${pick(random, names)}/${pick(random, names)}`;
  let text = Buffer.from(relative, "latin1").toString("base64").replaceAll("/", "_");
  if (random() < 0.05) text = `${text}!`;
  const pieces = text.match(/.{1,252}/g) ?? [];
  const dash = random() < 0.05 ? "" : "-";
  const branch = pick(random, [
    "keep",
    "archive",
    ".stash",
    "stash",
    ".staged",
    ".limbo",
    ".audit",
  ]);
  return `${pick(random, bases)}/.vault/${branch}/${even.join("/")}${dash}${pieces.join("/")}`;
}

function randomPath(random: () => number, before: string, inode: bigint): string {
  const chance = random();
  if (chance < 0.5)
    return `${before.slice(0, before.lastIndexOf("/"))}/${pick(random, names)}${below(random, 50)}`;
  if (chance < 0.6) return vaultPath(random, inode);
  if (chance < 0.63) return pick(random, bases);
  if (chance < 0.65)
    return pick(random, ["/", `${ROOT}//double//slash`, `/lustre/${VOLUME}`, "/other/place"]);
  let path = chance < 0.9 ? pick(random, bases) : ROOT;
  for (let depth = below(random, 5); depth > 0; depth -= 1) path += `/${pick(random, names)}`;
  return `${path}/${pick(random, names)}`;
}

const badColumns = [
  ["size", (c: string[]) => (c[1] = "x")],
  ["size", (c: string[]) => (c[1] = "9223372036854775808")],
  ["size", (c: string[]) => (c[1] = "-1")],
  ["uid", (c: string[]) => (c[2] = "4294967296")],
  ["gid", (c: string[]) => (c[3] = "")],
  ["mtime", (c: string[]) => (c[5] = "now")],
  ["letter", (c: string[]) => (c[7] = "ff")],
  ["inode", (c: string[]) => (c[8] = "18446744073709551616")],
  ["links", (c: string[]) => (c[9] = "1.5")],
  ["device", (c: string[]) => (c[10] = "dev")],
  ["columns", (c: string[]) => c.splice(10)],
  ["path", (c: string[]) => (c[0] = `${c[0]}*`)],
  ["path", (c: string[]) => (c[0] = c[0]?.slice(0, 5) ?? "")],
] as const;

function randomLine(
  variant: ScanVariant,
  random: () => number,
  state: { path: string; inode: bigint; isTidy: boolean },
) {
  if (random() < 0.8) state.inode += 1n;
  const links = random() < 0.7 ? 1 : pick(random, [0, 2, 2, 3, 7, 11]);
  const type = pick(random, ["f", "f", "f", "f", "d", "l", "s", "X"]);
  let path = randomPath(random, state.path, state.inode);
  if (state.isTidy) path = path.replaceAll(/\/+/g, "/");
  // A tidy file has no name that is a directory elsewhere.
  if (state.isTidy && type !== "d") path = path.replace(/\/(?=[^/]*$)/, "/n");
  state.path = path === "/" ? state.path : path;
  const isQuoted = variant === "D" || variant === "E";
  const written = isQuoted && type === "d" && path !== "/" ? `${path}/` : path;
  const size = pick(random, [
    0,
    1,
    12_345,
    7 * below(random, 1e9),
    2 ** 53 + 2,
    "9223372036854775807",
  ]);
  const mtime = pick(random, [
    SCAN_TIME - below(random, 1e8),
    SCAN_TIME + 5_000,
    0,
    -5,
    12_345_678,
  ]);
  const columns = [
    encode(written, variant, random),
    ...[size, pick(random, [0, 7, 21_001, 4_294_967_294]), pick(random, [10, 11, 4_294_967_295])],
    ...[pick(random, [0, 1_600_000_000, "x"]), mtime, pick(random, [5, 1_600_000_000])],
    ...[type, state.inode, links, 66],
  ].map(String);
  if (variant === "E") columns.push("12");
  if (random() < 0.02) pick(random, badColumns)[1](columns);
  if (variant === "B") columns.unshift(random() < 0.01 ? "v" : "123");
  return columns.join("\t");
}

function randomFile(variant: ScanVariant, seed: number, count: number, isTidy = false): string {
  const random = seededRandom(seed);
  const state = { path: `${ROOT}/start`, inode: 2n ** 60n + BigInt(seed), isTidy };
  const first = [
    encode(`/lustre/${VOLUME}`, variant, () => 0.9),
    4096,
    0,
    10,
    5,
    5,
    5,
    "d",
    1,
    1,
    1,
  ];
  const lines = [
    (variant === "B" ? [123, ...first] : first).concat(variant === "E" ? [0] : []).join("\t"),
  ];
  for (let line = 1; line < count; line += 1) {
    lines.push(randomLine(variant, random, state));
    if (random() < 0.01) lines.push("");
  }
  return lines.join("\n") + (random() < 0.5 ? "\n" : "");
}

const spec = (given: Partial<ScanSpec> = {}): ScanSpec => ({
  volume: VOLUME,
  scanTimeSeconds: SCAN_TIME,
  baseDirectories: [10n, 11n, 4_294_967_295n].flatMap((gid) => [
    ...bases.map((path) => ({ gid, path })),
    { gid, path: `${bases[0]}/a b` },
    { gid, path: `${bases[0]}/x.bam` },
    { gid: 11n, path: ROOT },
  ]),
  pathGroups: [
    { gid: -1n, prefix: `${bases[0]}/a` },
    { gid: -1n, prefix: `${bases[1]}/ab` },
    { gid: -2n, prefix: `${bases[0]}/a/ab` },
  ],
  humanPaths: [
    { pattern: `${ROOT}/mdt[0-9]/projects`, replacement: `${ROOT}/projects` },
    { pattern: `${ROOT}/mdt[0-9]/teams`, replacement: `${ROOT}/teams` },
  ],
  nestedBuckets: ["users", "projects"],
  maxBadShare: 1,
  splitDirectory: null,
  ...given,
});

const variants: ScanVariant[] = ["A", "B", "C", "D", "E"];

describe("one pass over a scan file", () => {
  test.each(variants)("variant %s gives what a slow reading gives", (variant) => {
    for (let seed = 1; seed <= 25; seed += 1) {
      const text = randomFile(variant, seed, 400);
      const random = seededRandom(seed);
      const expected = { variant, ...slowScan(text, variant, spec()) };
      expect(fastScan(text, spec(), () => 1 + below(random, 3_000))).toEqual(expected);
    }
  });

  test.each(variants)("variant %s without base directories derives the same ones", (variant) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const text = randomFile(variant, seed, 300, true);
      const given = spec({ baseDirectories: [] });
      const expected = { variant, ...slowScan(text, variant, given) };
      expect(fastScan(text, given, (left) => left)).toEqual(expected);
    }
  });

  test("the size of the chunks changes nothing", () => {
    for (const variant of variants) {
      const text = randomFile(variant, 99, 150);
      const whole = fastScan(text, spec(), (left) => left);
      for (const size of [1, 2, 3, 7, 64])
        expect(fastScan(text, spec(), () => size)).toEqual(whole);
    }
  });

  test("the files do hold what they are to prove", () => {
    const { groups, directories, vaults, sources, bad } = slowScan(
      randomFile("E", 1, 3_000),
      "E",
      spec(),
    );
    expect(Object.keys(groups).some((key) => key.startsWith("-1 "))).toBe(true);
    expect(Object.keys(directories).some((key) => key.includes("|users/"))).toBe(true);
    expect(Object.keys(directories).some((key) => key.includes("\ufffd"))).toBe(true);
    expect(
      new Set(vaults.map((vault) => /Keep|Archive|Stash|Staged|Limbo/.exec(String(vault))?.[0]))
        .size,
    ).toBe(5);
    expect(sources.length).toBeGreaterThan(0);
    expect(bad).toBeGreaterThan(10);
  });
});
