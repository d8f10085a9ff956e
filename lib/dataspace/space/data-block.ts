import "server-only";
import { randomUUID } from "node:crypto";
import { decodeValue } from "../encoding";
import { closeGeneration, duplicateGeneration, putProduct } from "../mutations/block";
import { expireProducts } from "../mutations/mark-products";
import { findGeneration, findNextNumber, findTaskManager } from "../queries/find-task-managers";
import { findProduct, type ProductValue, readFacts, readProduct } from "../queries/read-products";
import type { DataSpace } from "./data-space";
import { DataExpiredError, KeyNotFoundError } from "./errors";
import type { Header } from "./header";
import type { Metadata } from "./metadata";
import type { DeclaredSchema } from "./product-schema";

/** Which block is opened; without ids the last generation of the name, over all incarnations. */
export interface BlockName {
  name: string;
  taskmanagerId?: string;
  generationId?: number;
  sequenceId?: bigint;
}

/** How a value is read. */
export interface GetOptions<Default> {
  /** Returned for a missing key, whatever it is. */
  default?: Default;
  allowExpired?: boolean;
}

interface Place {
  taskmanagerId: string;
  /** Null as long as nothing is stored. */
  sequenceId: bigint | null;
  generationId: number;
}

/**
 * All products of one generation of a feed. A block holds no state of its own beside its place:
 * two blocks of one generation, in any processes, see the same products.
 */
export class DataBlock {
  readonly name: string;
  readonly dataspace: DataSpace;
  #place: Place;

  private constructor(dataspace: DataSpace, name: string, place: Place) {
    this.dataspace = dataspace;
    this.name = name;
    this.#place = place;
  }

  /**
   * Opens a block; nothing is written, so a feed without products gives an empty block at
   * its next generation, the first of a new one. Throws KeyNotFoundError for a sequence number that is not of this name.
   */
  static async open(dataspace: DataSpace, block: BlockName): Promise<DataBlock> {
    const { actor } = dataspace;
    const { name, generationId: number } = block;
    const given = block.sequenceId;
    const which = { name, taskmanagerId: block.taskmanagerId, sequenceId: given };
    const manager = await findTaskManager(actor, which);
    if (!manager && given !== undefined) {
      throw new KeyNotFoundError(`${name} has no task manager ${given}.`);
    }
    const isNamed = given !== undefined || block.taskmanagerId !== undefined;
    const taskmanagerId = isNamed ? (manager?.taskmanagerId ?? block.taskmanagerId) : undefined;
    const found = await findGeneration(actor, { name, taskmanagerId, number: number || undefined });
    const owner = found ?? manager;
    return new DataBlock(dataspace, name, {
      taskmanagerId: owner?.taskmanagerId ?? block.taskmanagerId ?? randomUUID().toUpperCase(),
      sequenceId: owner?.sequenceId ?? null,
      generationId: found?.number ?? (number || (await findNextNumber(actor, name))),
    });
  }

  get taskmanagerId(): string {
    return this.#place.taskmanagerId;
  }

  /** Null as long as nothing is stored. */
  get sequenceId(): bigint | null {
    return this.#place.sequenceId;
  }

  get generationId(): number {
    return this.#place.generationId;
  }

  /** The keys of this generation, sorted. */
  async keys(): Promise<string[]> {
    return (await this.#facts()).map(({ key }) => key);
  }

  async has(key: string): Promise<boolean> {
    return (await this.#find(key)) !== null;
  }

  /**
   * The value, or the default for a missing key. Throws KeyNotFoundError without a default, and
   * DataExpiredError for what counts no longer, unless expired values are allowed.
   */
  async get<Default = never>(
    key: string,
    options: GetOptions<Default> = {},
  ): Promise<unknown | Default> {
    const found = await this.#find(key);
    if (!found) {
      if ("default" in options) return options.default;
      throw this.#missing(key);
    }
    if (found.isExpired && options.allowExpired !== true) {
      const at = new Date(found.header.expirationTime * 1000).toISOString();
      throw new DataExpiredError(`${key} of ${this.name} counts no longer: it expired at ${at}.`);
    }
    return decodeValue(found.encoding, found.bytes);
  }

  /**
   * Puts a product into this generation, which must be open; state NEW and no update missed
   * without metadata. The ids in header and metadata are not looked at: the block's own count.
   */
  async put(
    key: string,
    value: unknown,
    header: Header,
    metadata?: Metadata,
    schema?: DeclaredSchema,
  ): Promise<void> {
    const { taskmanagerId, sequenceId, generationId: number } = this.#place;
    const place = { name: this.name, taskmanagerId, sequenceId, number };
    const product = { key, value, header, metadata, schema };
    const stored = await putProduct(this.dataspace.actor, place, product);
    this.#place = { ...stored, generationId: number };
  }

  /** Throws KeyNotFoundError. */
  async getHeader(key: string): Promise<Header> {
    return (await this.#read(key)).header;
  }

  /** Throws KeyNotFoundError. */
  async getMetadata(key: string): Promise<Metadata> {
    return (await this.#read(key)).metadata;
  }

  /** Decoded values over all generations of this task manager, of one key where it is given. */
  async getDataproducts(key?: string): Promise<ProductValue[]> {
    const { sequenceId } = this.#place;
    return sequenceId === null ? [] : this.dataspace.getDataproducts(sequenceId, key);
  }

  /**
   * Returns a block that stays at this generation, and moves this one on to the next, which begins
   * with the same products: each has missed one update more and keeps the times of its header.
   */
  async duplicate(): Promise<DataBlock> {
    const kept = new DataBlock(this.dataspace, this.name, this.#place);
    const { sequenceId, generationId: number } = this.#place;
    const next =
      sequenceId === null
        ? number + 1
        : await duplicateGeneration(this.dataspace.actor, { name: this.name, sequenceId, number });
    this.#place = { ...this.#place, generationId: next };
    return kept;
  }

  /** Ends the generation: it becomes the feed's newest, and nothing more can be put into it. */
  async close(): Promise<void> {
    const { sequenceId, generationId: number } = this.#place;
    if (sequenceId === null) return;
    await closeGeneration(this.dataspace.actor, { name: this.name, sequenceId, number });
  }

  /** Whether the product, or any one of the generation, counts no longer. */
  async isExpired(key?: string): Promise<boolean> {
    if (key !== undefined) return (await this.#read(key)).isExpired;
    return (await this.#facts()).some(({ isExpired }) => isExpired);
  }

  /** Sets until when the products of this generation count; expired at once for the past. */
  async markExpired(expirationTime: Date | number): Promise<void> {
    const seconds =
      typeof expirationTime === "number"
        ? expirationTime
        : Math.floor(expirationTime.getTime() / 1000);
    const { generationId: number } = this.#place;
    const input = { feed: this.name, number, expirationTime: seconds };
    await expireProducts(this.dataspace.actor, input);
  }

  async #facts() {
    const { sequenceId, generationId } = this.#place;
    return sequenceId === null ? [] : readFacts(this.dataspace.actor, sequenceId, generationId);
  }

  async #find(key: string) {
    const { sequenceId, generationId } = this.#place;
    if (sequenceId === null) return null;
    return findProduct(this.dataspace.actor, sequenceId, generationId, key);
  }

  async #read(key: string) {
    const { sequenceId, generationId } = this.#place;
    if (sequenceId === null) throw this.#missing(key);
    return readProduct(this.dataspace.actor, sequenceId, generationId, key);
  }

  #missing(key: string): KeyNotFoundError {
    const { generationId } = this.#place;
    return new KeyNotFoundError(`There is no product ${key} in generation ${generationId}.`);
  }
}
