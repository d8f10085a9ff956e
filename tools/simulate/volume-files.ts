import { between, pick } from "./random";

/** The files of one group on one volume over time: which come, which go, which are marked. */

const DAY_SECONDS = 86_400;
const BASELINE_FILES = { least: 250, most: 600 };
const FILES_A_DAY = { least: 1, most: 6 };

/** How the use of a quota goes, as shares of the quota. */
export interface Plan {
  startShare: number;
  nowShare: number;
  /** Grows to `atShare`, then a cleanup leaves `toShare`; from there on slowly again. */
  cleanup?: { atShare: number; afterDays: number; toShare: number };
}

/** A branch of a vault in which a marked file stands for a while. */
export interface VaultStay {
  branch: "keep" | "archive" | ".stash" | ".staged" | ".limbo";
  fromSeconds: number;
  untilSeconds: number;
}

export interface SimulatedFile {
  /** Below a base directory; one character a byte. */
  path: string;
  /** Which of the group's base directories. */
  place: number;
  bytes: number;
  uid: number;
  inode: bigint;
  type: string;
  bornSeconds: number;
  goneSeconds: number;
  stays: VaultStay[];
  /** Path at the time of marking, where the file was renamed later. */
  markedPath?: string;
  /** Another link of it lies where no scan looks. */
  hasFarLink?: boolean;
  /** It was deleted while the scanner looked: no links. */
  isBeingRemoved?: boolean;
}

export interface FilesWish {
  random: () => number;
  plan: Plan;
  quotaBytes: number;
  uids: number[];
  users: string[];
  anchorSeconds: number;
  days: number;
  futureDays: number;
  firstInode: bigint;
}

/** All files that the group ever has, oldest first. */
export function simulateFiles(wish: FilesWish): SimulatedFile[] {
  const { random, plan, quotaBytes, anchorSeconds, days } = wish;
  const startSeconds = anchorSeconds - days * DAY_SECONDS;
  const files = baselineFiles(wish, startSeconds);
  for (const [at, file] of files.entries()) {
    if (at % 17 === 5) mark(file, at, startSeconds + random() * days * DAY_SECONDS);
  }
  const filesADay = Math.round(between(random, FILES_A_DAY.least, FILES_A_DAY.most));
  const rhythm = workRhythm(random, days + wish.futureDays);
  let share = plan.startShare;
  for (const [at, past] of rhythm.entries()) {
    const atSeconds = startSeconds + (at + 1) * DAY_SECONDS;
    const wanted = shareOf(plan, past, days);
    const bytes = Math.round((wanted - share) * quotaBytes);
    share = wanted;
    if (bytes < 0) removeOldest(files, -bytes, atSeconds - between(random, 1, DAY_SECONDS));
    else files.push(...newFiles(wish, { from: files.length, count: filesADay, bytes, atSeconds }));
  }
  return files;
}

/** Days that count as past at the end of each day: people work in bursts, and less at week-ends. */
function workRhythm(random: () => number, days: number): number[] {
  const efforts = Array.from({ length: days }, (_, day) => {
    const effort = 0.1 + 2 * random() ** 2;
    return day % 7 < 2 ? effort / 4 : effort;
  });
  const sum = efforts.reduce((total, effort) => total + effort, 0);
  let past = 0;
  return efforts.map((effort) => {
    past += (effort * days) / sum;
    return past;
  });
}

function shareOf({ startShare, nowShare, cleanup }: Plan, day: number, days: number): number {
  if (!cleanup) return startShare + ((nowShare - startShare) * day) / days;
  const cleanedOn = Math.max(1, days - cleanup.afterDays);
  if (day < cleanedOn) {
    return startShare + ((cleanup.atShare - startShare) * day) / cleanedOn;
  }
  return cleanup.toShare + (day - cleanedOn) * 0.001;
}

function baselineFiles(wish: FilesWish, startSeconds: number): SimulatedFile[] {
  const { random, plan, quotaBytes } = wish;
  const length = Math.round(between(random, BASELINE_FILES.least, BASELINE_FILES.most));
  const weights = Array.from({ length }, () => random() ** 3 + 0.01);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight, at) => {
    const bytes = Math.floor((plan.startShare * quotaBytes * weight) / sum);
    // Some lie for years, which is what people look for.
    const ageDays = between(random, 1, 30) + (at % 3 === 0 ? between(random, 30, 1_500) : 0);
    return fileOf(wish, at, bytes, Math.floor(startSeconds - ageDays * DAY_SECONDS));
  });
}

function newFiles(
  wish: FilesWish,
  { from, count, bytes, atSeconds }: Record<"from" | "count" | "bytes" | "atSeconds", number>,
): SimulatedFile[] {
  const each = Math.floor(bytes / count);
  return Array.from({ length: count }, (_, number) => {
    const size = number === 0 ? bytes - each * (count - 1) : each;
    const bornSeconds = Math.floor(atSeconds - between(wish.random, 60, DAY_SECONDS));
    return fileOf(wish, from + number, size, bornSeconds);
  });
}

function removeOldest(files: SimulatedFile[], bytes: number, atSeconds: number): void {
  let left = bytes;
  for (const file of files) {
    if (left <= 0) return;
    if (file.stays.length > 0 || file.goneSeconds <= atSeconds) continue;
    file.goneSeconds = Math.floor(atSeconds);
    left -= file.bytes;
  }
}

/** Names that break careless readers; UTF-8 and not, one character a byte. */
const oddNames = [
  "sample 1 (copy).bam",
  'he said "no".txt',
  "tab\there.tsv",
  "line\nbreak.log",
  "na\u00c3\u00afve.vcf",
  "latin\u00e91.txt",
  "bytes\u00ff\u00fe.fastq.gz",
  "back\\slash.sam",
  "percent%20.cram",
  " leading blank",
  "???/r.vcf.gz",
  "a+b=c.bed",
] as const;

const endings = [
  "cram",
  "bam",
  "fastq.gz",
  "vcf.gz",
  "h5",
  "txt",
  "log",
  "bed.gz",
  "sam",
  "vcf",
  "fastq",
  "tar",
  "cram.crai",
] as const;

function fileOf(wish: FilesWish, at: number, bytes: number, bornSeconds: number): SimulatedFile {
  const { random, uids, users } = wish;
  const who = Math.floor(random() * uids.length);
  const isStranger = at % 97 === 60 && at < BASELINE_FILES.least;
  const name = oddNames[at - 40] ?? `${pick(random, ["s", "run", "x"])}_${at}.${endingOf(at)}`;
  const folder = folderOf(random, users[who] ?? "");
  return {
    path: at === 39 ? longPath() : `${folder}${name}`,
    place: at,
    bytes: at % 89 === 30 ? 0 : bytes,
    uid: isStranger ? UNKNOWN_UID : (uids[who] ?? 0),
    inode: wish.firstInode + BigInt(at),
    type: at % 89 === 30 ? pick(random, ["l", "s", "F"]) : "f",
    bornSeconds: at === 31 ? FAR_FUTURE_SECONDS : bornSeconds,
    goneSeconds: Number.POSITIVE_INFINITY,
    stays: [],
    ...(at % 71 === 12 ? { hasFarLink: true } : {}),
    ...(at % 211 === 33 ? { isBeingRemoved: true } : {}),
  };
}

/** An account that was deleted from the directory. */
const UNKNOWN_UID = 29_999;

/** A clock that was wrong: 2100-01-01. */
const FAR_FUTURE_SECONDS = 4_102_444_800;

const endingOf = (at: number) => endings[(at * 5) % endings.length];

/** 280 bytes, so that its name in a vault is too long for one directory entry. */
const longPath = () => `${"nested_analysis_of_samples/".repeat(10)}out_12.h5`.padEnd(280, "5");

function folderOf(random: () => number, user: string): string {
  const dice = random();
  if (dice < 0.03) return "";
  if (dice < 0.3) return `raw/run_${1 + Math.floor(random() * 6)}/`;
  if (dice < 0.5) return `analysis/${pick(random, ["align", "variants", "qc"])}/`;
  if (dice < 0.8) return `users/${user}/${pick(random, ["work", "notebooks"])}/`;
  return `projects/${pick(random, ["atlas", "pilot", "time series"])}/`;
}

const fates = ["keep", "keep", "archive", "stash", "limbo", "renamed", "lost"] as const;

/** Marks a file for its vault; what becomes of it then depends on the mark. */
function mark(file: SimulatedFile, at: number, markedSeconds: number): void {
  const fate = fates[Math.floor(at / 17) % fates.length];
  const marked = Math.floor(Math.max(markedSeconds, file.bornSeconds));
  const stay = (branch: VaultStay["branch"], fromDays: number, untilDays = Number.MAX_VALUE) => ({
    branch,
    fromSeconds: marked + fromDays * DAY_SECONDS,
    untilSeconds: marked + untilDays * DAY_SECONDS,
  });
  if (fate === "archive" || fate === "stash") {
    const branch = fate === "archive" ? "archive" : ".stash";
    file.stays = [stay(branch, 0, 12), stay(".staged", 12, 24)];
    if (fate === "archive") file.goneSeconds = marked + 12 * DAY_SECONDS;
  } else if (fate === "limbo") {
    file.stays = [stay(".limbo", 0, 15)];
    file.goneSeconds = marked;
  } else {
    file.stays = [stay("keep", 0)];
    if (fate === "lost") file.goneSeconds = marked + 20 * DAY_SECONDS;
    if (fate === "renamed") file.markedPath = `${file.path}.old`;
  }
}
