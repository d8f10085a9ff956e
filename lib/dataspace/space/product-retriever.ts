import "server-only";
import { type ValueType, valueType } from "../encoding";
import type { DataBlock } from "./data-block";
import { DataSpaceError } from "./errors";

/** Reads one named product of a block; what it is and who makes it are told beside the name. */
export class ProductRetriever {
  readonly name: string;
  readonly type: ValueType | null;
  /** Who makes the product. */
  readonly source: string | null;

  constructor(name: string, type: ValueType | null = null, source: string | null = null) {
    this.name = name;
    this.type = type;
    this.source = source;
  }

  /**
   * The product's value. Throws KeyNotFoundError and DataExpiredError as the block does, and
   * DataSpaceError (409) for a value of another type.
   */
  async retrieve(block: DataBlock): Promise<unknown> {
    const value = await block.get(this.name);
    if (this.type === null || valueType(value) === this.type) return value;
    const message = `${this.name} holds a value of the type ${valueType(value)}, not ${this.type}.`;
    throw new DataSpaceError("conflict", message);
  }
}
