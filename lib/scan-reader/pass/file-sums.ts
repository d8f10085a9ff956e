import type { LineFields } from "../lines/line-fields";
import { type FileType, fileTypes } from "../scan-result";
import { ByteSums, grownTo, roomFor } from "./sums";

const TYPES = fileTypes.length;

/** Regular files by slot: how many, their bytes by type, and the latest time. */
export class FileSums {
  readonly bytes = new ByteSums();
  readonly #typeBytes = new ByteSums();
  count = new Float64Array(64);
  /** UNIX seconds; starts at 0. */
  latest = new Float64Array(64);
  /** A bit for each type that occurs. */
  #types = new Uint8Array(64);

  reserve(slots: number): void {
    this.bytes.reserve(slots);
    if (slots <= this.count.length) return;
    const room = roomFor(this.count.length, slots);
    this.#typeBytes.reserve(room * TYPES);
    this.count = grownTo(this.count, room);
    this.latest = grownTo(this.latest, room);
    this.#types = grownTo(this.#types, room);
  }

  constructor() {
    this.#typeBytes.reserve(this.count.length * TYPES);
  }

  /** `type` is a place in `fileTypes`, or -1. */
  add(slot: number, line: LineFields, type: number): void {
    this.bytes.add(slot, line.shareLow, line.shareHigh);
    this.count[slot] = (this.count[slot] as number) + 1;
    if (line.mtimeSeconds > (this.latest[slot] as number)) this.latest[slot] = line.mtimeSeconds;
    if (type < 0) return;
    this.#typeBytes.add(slot * TYPES + type, line.shareLow, line.shareHigh);
    this.#types[slot] = (this.#types[slot] as number) | (1 << type);
  }

  /** The types that occur in a slot, with their bytes. */
  typeBytes(slot: number): Partial<Record<FileType, bigint>> {
    const found: Partial<Record<FileType, bigint>> = {};
    const mask = this.#types[slot] as number;
    for (const [type, name] of fileTypes.entries()) {
      if (mask & (1 << type)) found[name] = this.#typeBytes.get(slot * TYPES + type);
    }
    return found;
  }
}
