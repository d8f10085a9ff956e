import { LineTally } from "../lines/bad-lines";
import type { BadLines, DirectoryTotal, FileType } from "../scan-result";

/** The largest sum of bytes that is kept: what a 64-bit number holds. */
const MAX_BYTES = 2n ** 63n - 1n;

const reason =
  "Its size of 4 PiB or more is part of a sum beyond 2^63 - 1 bytes, which is kept as that.";

const anyReason = "The sizes add up to more than 2^63 - 1 bytes; the sum is kept as that.";

/**
 * Holds sums within 64 bits, and tells which lines took them beyond: sparse files have any size, and
 * one of them must not keep a volume's scans from being read.
 */
export class CappedSums {
  readonly #lines = new LineTally();
  #isCapped = false;

  /** A line whose part of a sum is 4 PiB or more. */
  addLine(lineNumber: number): void {
    this.#lines.add(reason, lineNumber);
  }

  #cap(bytes: bigint): bigint {
    if (bytes <= MAX_BYTES) return bytes;
    this.#isCapped = true;
    return MAX_BYTES;
  }

  totals<Row extends { bytes: bigint }>(rows: readonly Row[]): Row[] {
    return rows.map((row) => ({ ...row, bytes: this.#cap(row.bytes) }));
  }

  directories(rows: readonly DirectoryTotal[]): DirectoryTotal[] {
    return this.totals(rows).map((row) => {
      const types = Object.entries(row.typeBytes) as [FileType, bigint][];
      return {
        ...row,
        typeBytes: Object.fromEntries(types.map(([type, bytes]) => [type, this.#cap(bytes)])),
      };
    });
  }

  /** Empty where every sum is exact. */
  list(): BadLines[] {
    if (!this.#isCapped) return [];
    const lines = this.#lines.list();
    return lines.length > 0 ? lines : [{ reason: anyReason, count: 1, firstLine: 1 }];
  }
}
