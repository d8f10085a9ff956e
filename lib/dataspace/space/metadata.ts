import { epochSeconds, now } from "@/lib/platform/clock";
import { type ProductState, productStates } from "../model";
import { MAX_INTEGER, MAX_SECONDS } from "./bounds";
import { InvalidMetadataError } from "./errors";

/** What metadata may be made with; the time is UNIX seconds. */
export interface MetadataFields {
  state?: string;
  generationId?: number | null;
  generationTime?: number;
  missedUpdateCount?: number;
}

/** Where a product stands in its life, and how many updates it has missed. */
export class Metadata {
  static readonly validStates = productStates;
  static readonly requiredKeys = [
    "taskmanagerId",
    "state",
    "generationId",
    "generationTime",
    "missedUpdateCount",
  ] as const;

  taskmanagerId: string;
  /** Changed by `setState`. */
  state: ProductState;
  generationId: number | null;
  generationTime: number;
  missedUpdateCount: number;

  /** State NEW, made now, no update missed, unless given. Throws InvalidMetadataError. */
  constructor(taskmanagerId: string, fields: MetadataFields = {}) {
    this.taskmanagerId = taskmanagerId;
    this.state = checkState(fields.state ?? "NEW");
    this.generationId = fields.generationId ?? null;
    this.generationTime = Math.floor(fields.generationTime ?? epochSeconds(now()));
    this.missedUpdateCount = fields.missedUpdateCount ?? 0;
    const isCount = Number.isInteger(this.missedUpdateCount) && this.missedUpdateCount >= 0;
    if (!isCount || this.missedUpdateCount > MAX_INTEGER) {
      throw new InvalidMetadataError("The number of missed updates must be whole, 0 or more.");
    }
    if (!(this.generationTime >= 0 && this.generationTime <= MAX_SECONDS)) {
      throw new InvalidMetadataError("The generation time must be UNIX seconds.");
    }
  }

  /** Any state may follow any other; throws InvalidMetadataError for one that there is not. */
  setState(state: string): void {
    this.state = checkState(state);
  }

  /** The form of the interface. */
  toJSON(): Record<string, unknown> {
    return {
      taskmanager_id: this.taskmanagerId,
      state: this.state,
      generation_id: this.generationId,
      generation_time: this.generationTime,
      missed_update_count: this.missedUpdateCount,
    };
  }
}

function checkState(state: string): ProductState {
  const known = productStates.find((name) => name === state);
  if (known) return known;
  const all = productStates.join(", ");
  throw new InvalidMetadataError(`Metadata cannot have the state ${state.slice(0, 40)}: ${all}.`);
}
