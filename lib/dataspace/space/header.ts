import { epochSeconds, now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { checkHeader } from "../model";
import { MAX_INTEGER } from "./bounds";

/** What a header may be made with; times are UNIX seconds. */
export interface HeaderFields {
  createTime?: number;
  expirationTime?: number;
  scheduledCreateTime?: number;
  creator?: string;
  schemaId?: number | null;
}

/** Where a product came from and until when it counts; times are UNIX seconds. */
export class Header {
  /** UNIT: seconds. */
  static readonly defaultDataLifetime = 1_800;
  static readonly requiredKeys = [
    "taskmanagerId",
    "createTime",
    "expirationTime",
    "scheduledCreateTime",
    "creator",
    "schemaId",
  ] as const;

  taskmanagerId: string;
  createTime: number;
  expirationTime: number;
  scheduledCreateTime: number;
  creator: string;
  schemaId: number | null;

  /** Times that are not given are now, and now plus 1,800 s for the expiration. */
  constructor(taskmanagerId: string, fields: HeaderFields = {}) {
    const present = epochSeconds(now());
    this.taskmanagerId = taskmanagerId;
    this.createTime = fields.createTime ?? present;
    this.expirationTime = fields.expirationTime ?? this.createTime + Header.defaultDataLifetime;
    this.scheduledCreateTime = fields.scheduledCreateTime ?? present;
    this.creator = fields.creator ?? "module";
    this.schemaId = fields.schemaId ?? null;
  }

  /** Whether it has exactly the six keys, each as it must be. */
  isValid(): boolean {
    return headerProblem(this, epochSeconds(now())) === undefined;
  }

  /** The form of the interface. */
  toJSON(): Record<string, unknown> {
    return {
      taskmanager_id: this.taskmanagerId,
      create_time: this.createTime,
      expiration_time: this.expirationTime,
      scheduled_create_time: this.scheduledCreateTime,
      creator: this.creator,
      schema_id: this.schemaId,
    };
  }
}

/** Throws `invalid_input` (400) unless the header is exact at this instant, UNIX seconds. */
export function requireValidHeader(header: object, nowSeconds: number): void {
  const problem = headerProblem(header, nowSeconds);
  if (problem) throw new AppError("invalid_input", problem);
}

function headerProblem(header: object, nowSeconds: number): string | undefined {
  const keys = Object.keys(header);
  const known: readonly string[] = Header.requiredKeys;
  const strange = keys.find((key) => !known.includes(key));
  if (strange !== undefined) return `The header is not valid: it has an unknown key ${strange}.`;
  const missing = known.find((key) => !keys.includes(key));
  if (missing !== undefined) return `The header is not valid: ${missing} is missing.`;
  const { taskmanagerId, schemaId, ...rest } = header as Header;
  if (typeof taskmanagerId !== "string") return "The header is not valid: it names no incarnation.";
  if (schemaId !== null && !(Number.isInteger(schemaId) && Math.abs(schemaId) <= MAX_INTEGER)) {
    return "The header is not valid: schemaId must be a whole number or null.";
  }
  if (typeof rest.creator !== "string") return "The header is not valid: it must name its creator.";
  try {
    checkHeader(rest, nowSeconds);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.message : String(error);
  }
}
