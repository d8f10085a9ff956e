import { LineTally } from "../lines/bad-lines";
import type { LineFields } from "../lines/line-fields";
import type { ScanPath } from "../lines/scan-path";
import type { BadLines, VaultFile, VaultSource } from "../scan-result";
import type { HumanPath } from "./human-paths";
import { readVaultKey } from "./vault-key";
import { VaultSources } from "./vault-sources";

/** Marked files, each from the vault's own link, which has the size, owner and time of the inode. */
export class VaultReport {
  readonly #human: HumanPath;
  readonly #warnings = new LineTally();
  readonly #sources = new VaultSources();
  #batch: VaultFile[] = [];
  /** Marked files so far. */
  count = 0;

  constructor(human: HumanPath) {
    this.#human = human;
  }

  /** A regular file below the vault at `place`. */
  addMarked(line: LineFields, path: ScanPath, place: number, lineNumber: number): void {
    const key = readVaultKey(path.bytes.subarray(0, path.length), place);
    if (key === undefined) return;
    if (typeof key === "string") {
      this.#warnings.add(key, lineNumber);
      return;
    }
    this.count += 1;
    this.#sources.addMark(key.inode, key.path);
    this.#batch.push({
      path: this.#human(key.path.toString("utf8")),
      inode: key.inode,
      action: key.action,
      bytes: line.size(),
      uid: BigInt(line.uid),
      gid: BigInt(line.gid),
      mtimeSeconds: line.mtimeSeconds,
    });
  }

  /** A regular file outside vaults whose inode has several links. */
  addLink(line: LineFields, path: ScanPath): void {
    this.#sources.addLink(line, path);
  }

  /** Files that nobody took yet. */
  get waiting(): number {
    return this.#batch.length;
  }

  takeBatch(): VaultFile[] {
    const batch = this.#batch;
    this.#batch = [];
    return batch;
  }

  finish(): { warnings: BadLines[]; sources: VaultSource[] } {
    return { warnings: this.#warnings.list(), sources: this.#sources.finish(this.#human) };
  }

  close(): void {
    this.#sources.close();
  }
}
