import type { LineSplitter } from "../extracts/split-lines";
import { badLine, LineTally } from "../lines/bad-lines";
import { Base64Path } from "../lines/base64-path";
import type { LineSink } from "../lines/line-feeder";
import { LineFields } from "../lines/line-fields";
import { QuotedPath } from "../lines/quoted-path";
import type { PathReader } from "../lines/scan-path";
import { variantOf } from "../lines/variants";
import type { ScanResult, ScanSpec, ScanVariant } from "../scan-result";
import { ScanUnreadable } from "../unreadable";
import { PathGroups } from "./base-directories";
import { CappedSums } from "./capped-sums";
import { DerivedPlaces } from "./derived-places";
import { fileTypeAt } from "./file-types";
import { humanPath } from "./human-paths";
import { GivenPlaces, type Places } from "./places";
import { Totals } from "./totals";
import { UserTotals } from "./user-totals";
import { vaultPlace } from "./vault-key";
import { VaultReport } from "./vault-report";

const TAB = 9;
const LINE_FEED = 10;
const SLASH = 47;
const FILE = 102; // "f"

/** One pass over a scan file: every line is read once, and every pipeline takes its part of it. */
export class ScanPass implements LineSink {
  readonly #spec: ScanSpec;
  readonly #users = new UserTotals();
  readonly #pathGroups: PathGroups;
  readonly #places: Places;
  readonly #bad = new LineTally();
  readonly #capped = new CappedSums();
  readonly #splitter: LineSplitter | undefined;
  readonly vaults: VaultReport;
  #variant: ScanVariant | undefined;
  #fields = new LineFields(false, 0);
  #reader: PathReader = new Base64Path("standard");
  #isVolumeChecked = false;
  /** Lines met so far, blank ones included; and those that are blank. */
  #lineNumber = 0;
  #blanks = 0;
  // Which directory and group the last lines were in.
  #scopeEnd = -1;
  #scopeGid = -1;
  #vaultAt = -1;

  constructor(spec: ScanSpec, splitter?: LineSplitter) {
    this.#spec = spec;
    this.#splitter = splitter;
    this.#pathGroups = new PathGroups(spec.pathGroups);
    const isGiven = spec.baseDirectories.length > 0;
    this.#places = isGiven ? new GivenPlaces(spec) : new DerivedPlaces(spec);
    this.vaults = new VaultReport(humanPath(spec.humanPaths));
  }

  get lineCount(): number {
    return this.#lineNumber - this.#blanks;
  }

  get badLineCount(): number {
    return this.#bad.count;
  }

  /** @inheritdoc */
  lines(buffer: Buffer, from: number, to: number): void {
    let at = from;
    this.#reader.begin(buffer);
    while (at < to) {
      const end = buffer.indexOf(LINE_FEED, at);
      this.#lineNumber += 1;
      if (end === at) {
        this.#blanks += 1;
      } else {
        if (this.#variant === undefined) this.#begin(buffer, at, end);
        const problem = this.#take(buffer, at, end);
        if (problem !== "") this.#bad.add(problem, this.#lineNumber);
      }
      at = end + 1;
    }
  }

  /** @inheritdoc */
  longLine(): void {
    if (this.#variant === undefined) throw notAScan();
    this.#lineNumber += 1;
    this.#bad.add(badLine.tooLong, this.#lineNumber);
  }

  #begin(buffer: Buffer, at: number, end: number): void {
    const variant = variantOf(buffer.subarray(at, end));
    if (!variant) throw notAScan();
    this.#variant = variant;
    this.#fields = new LineFields(variant === "E", this.#spec.scanTimeSeconds);
    if (variant === "D" || variant === "E") this.#reader = new QuotedPath();
    else this.#reader = new Base64Path(variant === "C" ? "sorted" : "standard");
    this.#reader.begin(buffer);
  }

  /** Counts one line; "" or why it is bad. */
  #take(buffer: Buffer, at: number, end: number): string {
    const start = this.#variant === "B" ? pathAfterVolume(buffer, at, end) : at;
    if (start < 0) return badLine.volume;
    const tab = buffer.indexOf(TAB, start);
    if (tab < 0 || tab >= end) return badLine.tooFewColumns;
    const fields = this.#fields;
    const problem = fields.read(buffer, tab + 1, end);
    if (problem !== "") return problem;
    if (this.#splitter) this.#splitter.add(buffer, at, end + 1, fields);
    if (this.#spec.only !== "users" || !this.#isVolumeChecked) {
      const pathProblem = this.#reader.read(buffer, start, tab);
      if (pathProblem !== "") return pathProblem;
      if (this.#reader.path.hasFinalSlash) fields.isDirectory = true;
      if (!this.#isVolumeChecked) this.#checkVolume();
      if (this.#spec.only !== "users") this.#place();
    }
    this.#users.add(fields);
    if (fields.shareHigh !== 0) this.#capped.addLine(this.#lineNumber);
    return "";
  }

  /** The pipelines that need the path. */
  #place(): void {
    const { path } = this.#reader;
    const fields = this.#fields;
    const { isDirectory } = fields;
    const end = isDirectory ? path.length : path.directoryEnd;
    if (end !== this.#scopeEnd || fields.gid !== this.#scopeGid || path.stableLength < end) {
      this.#enter(end);
    }
    const isFile = !isDirectory && fields.type === FILE;
    const isBase = !isDirectory && this.#places.mayBeBase(path.length) && this.#isBase();
    if (!isBase) {
      this.#places.addLine(fields, isDirectory);
      if (isFile && fields.links > 0) {
        this.#places.addFile(fields, path, fileTypeAt(path.bytes, path.length));
      }
    }
    if (!isFile) return;
    if (this.#vaultAt >= 0) {
      this.vaults.addMarked(fields, path, this.#vaultAt, this.#lineNumber);
    } else if (fields.links > 1) {
      this.vaults.addLink(fields, path);
    }
  }

  /** Remembers what all lines of one group in one directory have in common. */
  #enter(end: number): void {
    const { path } = this.#reader;
    const { bytes } = path;
    // A vault in the part that did not change is still there; before it there is none.
    const name = this.#vaultAt + 7;
    const isSame = this.#vaultAt >= 0 && name <= Math.min(path.stableLength, end);
    if (!isSame || bytes[name] !== SLASH) {
      const from = Math.max(0, Math.min(path.stableLength, this.#scopeEnd) - 8);
      this.#vaultAt = vaultPlace(bytes, from, end);
    }
    this.#scopeEnd = end;
    this.#scopeGid = this.#fields.gid;
    path.stableLength = end;
    this.#places.enter(this.#pathGroups.gidOf(this.#fields.gid, bytes, end), path, end);
  }

  /** A file or link whose own path is a base directory. */
  #isBase(): boolean {
    const { path } = this.#reader;
    const gid = this.#pathGroups.gidOf(this.#fields.gid, path.bytes, path.length);
    return this.#places.addBase(gid, this.#fields, path);
  }

  #checkVolume(): void {
    const { volume } = this.#spec;
    const path = this.#reader.path.text();
    if (!path.split("/").includes(volume)) {
      throw new ScanUnreadable(
        "wrong_volume",
        `This is not a scan of ${volume}: its first path is ${path.slice(0, 200)}.`,
      );
    }
    this.#isVolumeChecked = true;
  }

  /** After the last line. Throws ScanUnreadable when there was none or too many were bad. */
  finish(read: { readBytes: number; textBytes: number }): ScanResult {
    const lines = this.lineCount;
    if (this.#variant === undefined) throw new ScanUnreadable("empty", "The file has no lines.");
    this.#checkBadShare(lines);
    const totals = new Totals(humanPath(this.#spec.humanPaths));
    const baseDirectories = this.#places.finish(totals);
    const { warnings, sources } = this.vaults.finish();
    const capped = this.#capped;
    const sums = {
      groups: capped.totals(totals.groups()),
      volumeGroups: capped.totals([...this.#users.byGroup(), ...totals.pathGroups()]),
      directories: capped.directories(totals.directories()),
      users: capped.totals(this.#users.list()),
    };
    return {
      variant: this.#variant,
      lines,
      badLines: this.#bad.list(),
      warnings: [...warnings, ...capped.list()],
      ...read,
      ...sums,
      vaultFiles: this.vaults.count,
      baseDirectories,
      areBasesDerived: this.#spec.baseDirectories.length === 0,
      vaultSources: sources,
    };
  }

  #checkBadShare(lines: number): void {
    const bad = this.#bad.count;
    if (bad === 0 || bad / lines <= this.#spec.maxBadShare) return;
    const [first] = this.#bad.list();
    throw new ScanUnreadable(
      "too_many_bad_lines",
      `${bad} of ${lines} lines are bad, more than ${percent(this.#spec.maxBadShare)} allowed. ` +
        `The first is line ${first?.firstLine}: ${first?.reason}`,
    );
  }
}

const percent = (share: number): string => `the ${Number((share * 100).toPrecision(3))} %`;

const notAScan = () =>
  new ScanUnreadable("not_a_scan", "The first line is not a line of an mpistat or wrstat file.");

/** Where the path begins after a column with the volume's number; -1: there is no such column. */
function pathAfterVolume(buffer: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end && (buffer[next] as number) >= 48 && (buffer[next] as number) <= 57) next += 1;
  return next > at && buffer[next] === TAB ? next + 1 : -1;
}
