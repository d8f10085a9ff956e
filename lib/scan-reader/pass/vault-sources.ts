import type { LineFields } from "../lines/line-fields";
import type { ScanPath } from "../lines/scan-path";
import type { VaultSource } from "../scan-result";
import type { HumanPath } from "./human-paths";
import { PairTable } from "./key-tables";
import { grownTo, roomFor } from "./sums";
import { TextLog } from "./text-log";

const BOUND_BYTES = 33_554_432;

/** Rows in chains, one chain a slot. */
class Chains {
  #heads = new Int32Array(64);
  #next = new Int32Array(64);
  #places = new Float64Array(64);
  #size = 0;

  add(slot: number, place: number): void {
    if (slot >= this.#heads.length) {
      this.#heads = grownTo(this.#heads, roomFor(this.#heads.length, slot + 1));
    }
    if (this.#size === this.#next.length) {
      const room = roomFor(this.#size, this.#size + 1);
      this.#next = grownTo(this.#next, room);
      this.#places = grownTo(this.#places, room);
    }
    this.#places[this.#size] = place;
    this.#next[this.#size] = this.#heads[slot] as number;
    this.#size += 1;
    this.#heads[slot] = this.#size;
  }

  /** Places of a slot, the last one first. */
  of(slot: number): number[] {
    const places: number[] = [];
    let row = this.#heads[slot] ?? 0;
    while (row > 0) {
      places.push(this.#places[row - 1] as number);
      row = this.#next[row - 1] as number;
    }
    return places;
  }
}

/**
 * Other links of marked files. Links and marks come in any order, so both are kept until all lines
 * were read: some 70 bytes for each line with several links, and the paths in a log.
 */
export class VaultSources {
  readonly #inodes = new PairTable();
  readonly #links = new Chains();
  readonly #marks = new Chains();
  readonly #log = new TextLog(BOUND_BYTES);
  readonly #parts = new Uint32Array(2);

  /** A line outside vaults whose inode has several links. */
  addLink(line: LineFields, path: ScanPath): void {
    line.inodeParts(this.#parts, 0);
    const slot = this.#inodes.slot(this.#parts[0] as number, this.#parts[1] as number);
    this.#links.add(slot, this.#log.append(path.bytes, 0, path.length));
  }

  /** A marked file by the inode and the path of its key. */
  addMark(inode: bigint, path: Buffer): void {
    const slot = this.#inodes.slot(Number(inode >> 32n), Number(inode & 0xffff_ffffn));
    this.#marks.add(slot, this.#log.append(path, 0, path.length));
  }

  /** The other link of each marked inode that has one; ends the keeping. */
  finish(human: HumanPath): VaultSource[] {
    const sources: VaultSource[] = [];
    for (let slot = 0; slot < this.#inodes.size; slot += 1) {
      const marks = this.#marks.of(slot);
      if (marks.length === 0) continue;
      const path = this.#choose(this.#links.of(slot), marks);
      if (!path) continue;
      const high = BigInt(this.#inodes.first[slot] as number);
      const inode = (high << 32n) | BigInt(this.#inodes.second[slot] as number);
      sources.push({ inode, path: human(path.toString("utf8")) });
    }
    this.#log.close();
    return sources;
  }

  close(): void {
    this.#log.close();
  }

  /** The marked path if it is among the links, else the last link. */
  #choose(links: readonly number[], marks: readonly number[]): Buffer | undefined {
    const paths = links.map((place) => Buffer.from(this.#log.read(place)));
    if (paths.length === 0) return undefined;
    for (const mark of marks) {
      const marked = this.#log.read(mark);
      const same = paths.find((path) => path.equals(marked));
      if (same) return same;
    }
    return paths[0];
  }
}
