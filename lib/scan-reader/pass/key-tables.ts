import { grownTo, roomFor } from "./sums";

/** Hash tables in typed arrays: a key has a slot, counted from 0 in the order of appearance. */

function mixed(hash: number): number {
  let mix = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}

/** Slots by two whole numbers of 32 bits. */
export class PairTable {
  size = 0;
  first = new Uint32Array(64);
  second = new Uint32Array(64);
  #heads = new Int32Array(256);

  /** The slot of the pair; a new one when it is new. */
  slot(first: number, second: number): number {
    const mask = this.#heads.length - 1;
    let at = mixed(Math.imul(first, 0x9e3779b1) ^ second) & mask;
    for (;;) {
      const slot = (this.#heads[at] as number) - 1;
      if (slot < 0) return this.#insert(at, first, second);
      if (this.first[slot] === first && this.second[slot] === second) return slot;
      at = (at + 1) & mask;
    }
  }

  #insert(at: number, first: number, second: number): number {
    const slot = this.size;
    this.size += 1;
    if (slot === this.first.length) {
      const room = roomFor(slot, slot + 1);
      this.first = grownTo(this.first, room);
      this.second = grownTo(this.second, room);
    }
    this.first[slot] = first;
    this.second[slot] = second;
    this.#heads[at] = slot + 1;
    if (this.size * 2 > this.#heads.length) this.#rehash();
    return slot;
  }

  #rehash(): void {
    const heads = new Int32Array(this.#heads.length * 2);
    const mask = heads.length - 1;
    for (let slot = 0; slot < this.size; slot += 1) {
      const hash =
        Math.imul(this.first[slot] as number, 0x9e3779b1) ^ (this.second[slot] as number);
      let at = mixed(hash) & mask;
      while (heads[at] !== 0) at = (at + 1) & mask;
      heads[at] = slot + 1;
    }
    this.#heads = heads;
  }
}

/** Slots by a whole number and some bytes, which are kept. */
export class ByteKeyTable {
  size = 0;
  /** The number of each slot's key; may be negative or beyond 32 bits. */
  numbers = new Float64Array(64);
  #hashes = new Int32Array(64);
  #offsets = new Float64Array(65);
  #arena = Buffer.alloc(4096);
  #heads = new Int32Array(256);

  /** The slot of the number and `bytes` from `from` up to `to`; a new one when it is new. */
  slot(number: number, bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5 ^ number;
    for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    hash = mixed(hash);
    const mask = this.#heads.length - 1;
    let at = hash & mask;
    for (;;) {
      const slot = (this.#heads[at] as number) - 1;
      if (slot < 0) return this.#insert(at, hash, number, bytes.subarray(from, to));
      if (this.#hashes[slot] === hash && this.#isAt(slot, number, bytes, from, to)) return slot;
      at = (at + 1) & mask;
    }
  }

  /** The bytes of a slot's key; a view, to be copied if kept. */
  bytes(slot: number): Buffer {
    return this.#arena.subarray(this.#offsets[slot], this.#offsets[slot + 1]);
  }

  #isAt(slot: number, number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#offsets[slot] as number;
    if (this.numbers[slot] !== number) return false;
    if ((this.#offsets[slot + 1] as number) - start !== to - from) return false;
    const arena = this.#arena;
    for (let i = from; i < to; i += 1) if (arena[start + i - from] !== bytes[i]) return false;
    return true;
  }

  #insert(at: number, hash: number, number: number, key: Uint8Array): number {
    const slot = this.size;
    this.size += 1;
    if (slot === this.numbers.length) {
      const room = roomFor(slot, slot + 1);
      this.numbers = grownTo(this.numbers, room);
      this.#hashes = grownTo(this.#hashes, room);
      this.#offsets = grownTo(this.#offsets, room + 1);
    }
    const start = this.#offsets[slot] as number;
    const end = start + key.length;
    if (end > this.#arena.length) {
      const grown = Buffer.alloc(Math.max(end, this.#arena.length * 2));
      this.#arena.copy(grown, 0, 0, start);
      this.#arena = grown;
    }
    this.#arena.set(key, start);
    this.#offsets[slot + 1] = end;
    this.numbers[slot] = number;
    this.#hashes[slot] = hash;
    this.#heads[at] = slot + 1;
    if (this.size * 2 > this.#heads.length) this.#rehash();
    return slot;
  }

  #rehash(): void {
    const heads = new Int32Array(this.#heads.length * 2);
    const mask = heads.length - 1;
    for (let slot = 0; slot < this.size; slot += 1) {
      let at = (this.#hashes[slot] as number) & mask;
      while (heads[at] !== 0) at = (at + 1) & mask;
      heads[at] = slot + 1;
    }
    this.#heads = heads;
  }
}
