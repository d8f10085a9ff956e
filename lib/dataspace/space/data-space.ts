import "server-only";
import { z } from "zod";
import { type Actor, systemActor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { decodeValue } from "../encoding";
import {
  closeGeneration,
  duplicateGeneration,
  type PutProduct,
  putProduct,
  storeTaskManager,
} from "../mutations/block";
import { deleteGenerations } from "../mutations/delete-generations";
import { dementProducts, expireProducts } from "../mutations/mark-products";
import {
  findGeneration,
  findTaskManager,
  findTaskManagers,
  type TaskManagerFacts,
  type TaskManagerFilter,
} from "../queries/find-task-managers";
import {
  findProduct,
  type ProductValue,
  readFacts,
  readProduct,
  readValues,
} from "../queries/read-products";
import {
  DataSpaceConfigurationError,
  DataSpaceConnectionError,
  DataSpaceError,
  KeyNotFoundError,
  NoGenerationError,
} from "./errors";
import type { Header } from "./header";
import type { Metadata } from "./metadata";

/** How a data space is opened; the database is the one of this process. */
export interface DataSpaceConfig {
  dataspace: {
    /** For whom it reads and writes; default: Headroom itself. */
    actor?: Actor;
  };
}

const configShape = z.object({
  dataspace: z.object({
    actor: z.looseObject({ kind: z.enum(["person", "component", "system"]) }).optional(),
  }),
});

/**
 * The collection of data blocks: the facade in front of what was received. Task managers are named
 * by their sequence number, generations by their number within the feed. Every call reads and
 * writes for the actor of the configuration.
 */
export class DataSpace {
  readonly actor: Actor;

  /** Throws DataSpaceConfigurationError for a configuration of another form. */
  constructor(config: DataSpaceConfig = { dataspace: {} }) {
    const checked = configShape.safeParse(config);
    if (!checked.success) {
      const [issue] = checked.error.issues;
      const where = issue?.path.join(".") || "configuration";
      throw new DataSpaceConfigurationError(`The ${where} is not valid: ${issue?.message}.`);
    }
    this.actor = config.dataspace.actor ?? systemActor;
  }

  /** Throws DataSpaceConnectionError unless the database answers. */
  async connect(): Promise<void> {
    await db().$executeRaw`select 1`.catch((cause: unknown) => {
      throw new DataSpaceConnectionError(cause);
    });
  }

  /** The task manager's sequence number; a known pair of name and id is reused, as it is. */
  async storeTaskmanager(name: string, taskmanagerId: string, datestamp?: Date): Promise<bigint> {
    return storeTaskManager(this.actor, name, taskmanagerId, datestamp);
  }

  /** The task manager of that name, the newest without an id; throws KeyNotFoundError. */
  async getTaskmanager(name: string, taskmanagerId?: string): Promise<TaskManagerFacts> {
    const found = await findTaskManager(this.actor, { name, taskmanagerId });
    if (found) return found;
    const which = taskmanagerId === undefined ? "" : ` ${taskmanagerId}`;
    throw new KeyNotFoundError(`${name} has no task manager${which}.`);
  }

  /** Task managers in the order of their making, at most 1,000. */
  async getTaskmanagers(filter: TaskManagerFilter = {}): Promise<TaskManagerFacts[]> {
    return findTaskManagers(this.actor, filter);
  }

  /** Largest generation that has products; throws NoGenerationError where there is none. */
  async getLastGenerationId(name: string, taskmanagerId?: string): Promise<number> {
    const last = await findGeneration(this.actor, { name, taskmanagerId });
    if (last) return last.number;
    throw new NoGenerationError(`${name} has no generation yet.`);
  }

  /** Puts a new product in an open generation; throws DataSpaceExistsError where it is there. */
  async insert(sequenceId: bigint, generationId: number, product: PutProduct): Promise<void> {
    const { name } = await this.managerOf(sequenceId);
    const place = { name, taskmanagerId: null, sequenceId, number: generationId };
    await putProduct(this.actor, place, product, { isNew: true });
  }

  /** Replaces a product; throws KeyNotFoundError where there is none. */
  async update(sequenceId: bigint, generationId: number, product: PutProduct): Promise<void> {
    await readProduct(this.actor, sequenceId, generationId, product.key);
    const { name } = await this.managerOf(sequenceId);
    const place = { name, taskmanagerId: null, sequenceId, number: generationId };
    await putProduct(this.actor, place, product);
  }

  /** All values of a generation by key; empty where it has none. */
  async getDatablock(sequenceId: bigint, generationId: number): Promise<Map<string, unknown>> {
    const values = await readValues(this.actor, sequenceId, { number: generationId });
    return new Map(values.map(({ key, value }) => [key, value]));
  }

  /** One value, expired or not; throws KeyNotFoundError. */
  async getDataproduct(sequenceId: bigint, generationId: number, key: string): Promise<unknown> {
    const { encoding, bytes } = await readProduct(this.actor, sequenceId, generationId, key);
    return decodeValue(encoding, bytes);
  }

  /** Decoded values over all generations of a task manager, of one key where it is given. */
  async getDataproducts(sequenceId: bigint, key?: string): Promise<ProductValue[]> {
    return readValues(this.actor, sequenceId, { key });
  }

  /** Throws KeyNotFoundError. */
  async getHeader(sequenceId: bigint, generationId: number, key: string): Promise<Header> {
    return (await readProduct(this.actor, sequenceId, generationId, key)).header;
  }

  /** Throws KeyNotFoundError. */
  async getMetadata(sequenceId: bigint, generationId: number, key: string): Promise<Metadata> {
    return (await readProduct(this.actor, sequenceId, generationId, key)).metadata;
  }

  /** Copies a generation's products; throws DataSpaceExistsError where the new one exists. */
  async duplicateDatablock(
    sequenceId: bigint,
    generationId: number,
    newGenerationId: number,
  ): Promise<void> {
    const { name } = await this.managerOf(sequenceId);
    const place = { name, sequenceId, number: generationId };
    await duplicateGeneration(this.actor, place, newGenerationId);
  }

  /** Closes an open generation; throws NoGenerationError where nothing is open. */
  async closeDatablock(sequenceId: bigint, generationId: number): Promise<void> {
    const { name } = await this.managerOf(sequenceId);
    await closeGeneration(this.actor, { name, sequenceId, number: generationId });
  }

  /**
   * Removes the newest generation of the task manager's feed, or the whole history. Throws
   * `invalid_state` (409) while an ingest is open, and for a task manager that is not the newest of
   * its name: what another one has written is not its to delete.
   */
  async delete(sequenceId: bigint, allGenerations = false): Promise<void> {
    const { name } = await this.managerOf(sequenceId);
    const newest = await this.getTaskmanager(name);
    if (newest.sequenceId !== sequenceId) {
      const message = `${name} has a newer task manager than ${sequenceId}; delete by that one.`;
      throw new DataSpaceError("invalid_state", message);
    }
    await deleteGenerations(this.actor, { feed: name, all: allGenerations });
  }

  /** Sets until when products count, all of the generation without a key; UNIX seconds. */
  async markExpired(
    sequenceId: bigint,
    generationId: number,
    key: string | undefined,
    expiryTime: number,
  ): Promise<void> {
    const { name } = await this.managerOf(sequenceId);
    await expireProducts(this.actor, {
      feed: name,
      number: generationId,
      keys: key === undefined ? undefined : [key],
      expirationTime: expiryTime,
    });
  }

  /** Flags products that are not to be trusted, of the last generation unless one is given. */
  async markDemented(
    sequenceId: bigint,
    keys: readonly string[],
    reason: string,
    generationId?: number,
  ): Promise<void> {
    const { name } = await this.managerOf(sequenceId);
    await dementProducts(this.actor, { feed: name, number: generationId, keys: [...keys], reason });
  }

  /** Whether a generation has the product. */
  async has(sequenceId: bigint, generationId: number, key: string): Promise<boolean> {
    return (await findProduct(this.actor, sequenceId, generationId, key)) !== null;
  }

  /** The keys of a generation, sorted. */
  async keys(sequenceId: bigint, generationId: number): Promise<string[]> {
    return (await readFacts(this.actor, sequenceId, generationId)).map(({ key }) => key);
  }

  private async managerOf(sequenceId: bigint): Promise<TaskManagerFacts> {
    const found = await findTaskManager(this.actor, { sequenceId });
    if (found) return found;
    throw new KeyNotFoundError(`There is no task manager ${sequenceId}.`);
  }
}
