import type { LineFields } from "../lines/line-fields";
import type { UserTotal, VolumeGroupTotal } from "../scan-result";
import { PairTable } from "./key-tables";
import { LineSums, wholeInodes } from "./sums";

/** What each user owns as each group: every line counts, wherever it lies. */
export class UserTotals {
  readonly #pairs = new PairTable();
  readonly #sums = new LineSums();
  #uid = -1;
  #gid = -1;
  #slot = 0;

  add(line: LineFields): void {
    // Neighbouring lines mostly have the same owner.
    if (line.uid !== this.#uid || line.gid !== this.#gid) {
      this.#uid = line.uid;
      this.#gid = line.gid;
      this.#slot = this.#pairs.slot(line.uid, line.gid);
      this.#sums.reserve(this.#pairs.size);
    }
    this.#sums.add(this.#slot, line);
  }

  /** By user and group. */
  list(): UserTotal[] {
    const totals: UserTotal[] = [];
    for (let slot = 0; slot < this.#pairs.size; slot += 1) {
      totals.push({
        uid: BigInt(this.#pairs.first[slot] as number),
        gid: BigInt(this.#pairs.second[slot] as number),
        bytes: this.#sums.bytes.get(slot),
        inodes: wholeInodes(this.#sums.inodeUnits[slot] as number),
        lastModifiedSeconds: this.#sums.latest[slot] as number,
      });
    }
    return totals.sort((a, b) => Number(a.uid - b.uid) || Number(a.gid - b.gid));
  }

  /** The same by group; inodes are added before they are rounded. */
  byGroup(): VolumeGroupTotal[] {
    const groups = new Map<number, { bytes: bigint; units: number; latest: number }>();
    for (let slot = 0; slot < this.#pairs.size; slot += 1) {
      const gid = this.#pairs.second[slot] as number;
      const { bytes = 0n, units = 0, latest = 0 } = groups.get(gid) ?? {};
      groups.set(gid, {
        bytes: bytes + this.#sums.bytes.get(slot),
        units: units + (this.#sums.inodeUnits[slot] as number),
        latest: Math.max(latest, this.#sums.latest[slot] as number),
      });
    }
    return [...groups]
      .sort(([a], [b]) => a - b)
      .map(([gid, { bytes, units, latest }]) => ({
        gid: BigInt(gid),
        bytes,
        inodes: wholeInodes(units),
        lastModifiedSeconds: latest,
      }));
  }
}
