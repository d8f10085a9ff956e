import "server-only";
import { type Actor, systemActor } from "@/lib/auth/model";
import { asAppError } from "@/lib/platform/errors";
import { checkRetention, type RetentionField, retentionBounds } from "../model";
import { saveRetention } from "../mutations/retention";
import { tickReaper } from "../mutations/run-reaper";
import { startReaper, stopReaper } from "../mutations/steer-reaper";
import { type ReaperStatus, readReaper, readRetention } from "../queries/read-reaper";
import { DataSpaceConfigurationError } from "./errors";

/** How a Reaper is made; days and seconds, whole numbers. */
export interface ReaperConfig {
  dataspace: {
    actor?: Actor;
    retentionIntervalInDays: number;
    secondsBetweenRuns?: number;
  };
}

/**
 * Removes what is older than the retention. There is one Reaper in the whole installation, whose
 * state is in the database: an object of this class only steers it, from any process.
 */
export class Reaper {
  static readonly MIN_RETENTION_INTERVAL_DAYS = retentionBounds.retentionDays.min;
  static readonly MIN_SECONDS_BETWEEN_RUNS = retentionBounds.secondsBetweenRuns.min;

  readonly #actor: Actor;
  #retentionInterval = 0;
  #secondsBetweenRuns = 86_400;

  /** Throws DataSpaceConfigurationError for a setting that is missing or out of bounds. */
  constructor(config: ReaperConfig) {
    const settings: Partial<ReaperConfig["dataspace"]> | undefined = config?.dataspace;
    if (typeof settings !== "object" || settings === null) {
      throw new DataSpaceConfigurationError("The configuration has no dataspace.");
    }
    this.#actor = settings.actor ?? systemActor;
    this.retentionInterval = settings.retentionIntervalInDays as number;
    this.secondsBetweenRuns = settings.secondsBetweenRuns ?? this.#secondsBetweenRuns;
  }

  /** The Reaper with the settings of the installation. */
  static async open(actor: Actor = systemActor): Promise<Reaper> {
    const { retentionDays, secondsBetweenRuns } = await readRetention(actor);
    return new Reaper({
      dataspace: { actor, retentionIntervalInDays: retentionDays, secondsBetweenRuns },
    });
  }

  /** UNIT: days, 7 or more. */
  get retentionInterval(): number {
    return this.#retentionInterval;
  }

  set retentionInterval(days: number) {
    this.#retentionInterval = check("retentionDays", days);
  }

  /** 7,080 or more. */
  get secondsBetweenRuns(): number {
    return this.#secondsBetweenRuns;
  }

  set secondsBetweenRuns(seconds: number) {
    this.#secondsBetweenRuns = check("secondsBetweenRuns", seconds);
  }

  /** Makes this object's settings those of the installation. */
  async save(): Promise<void> {
    const stored = await readRetention(this.#actor);
    const retentionDays = this.#retentionInterval;
    const secondsBetweenRuns = this.#secondsBetweenRuns;
    await saveRetention(this.#actor, { ...stored, retentionDays, secondsBetweenRuns });
  }

  /**
   * One pass now, in this process, with this object's retention; nothing where the Reaper is
   * stopped. Throws `invalid_state` (409) while a pass runs anywhere.
   */
  async reap(signal?: AbortSignal): Promise<void> {
    const requestedBy = this.#actor.kind === "person" ? this.#actor.uid : this.#actor.id;
    await tickReaper({ requestedBy, signal, retentionDays: this.#retentionInterval });
  }

  /** The workers' first pass comes after the delay, in seconds; throws 409 where started. */
  async start(delaySeconds = 0): Promise<void> {
    await startReaper(this.#actor, delaySeconds);
  }

  /** Ends a running pass after its batch. */
  async stop(): Promise<void> {
    await stopReaper(this.#actor);
  }

  async state(): Promise<ReaperStatus> {
    return readReaper(this.#actor);
  }
}

function check(field: RetentionField, value: unknown): number {
  try {
    return checkRetention(field, value);
  } catch (error) {
    const message = asAppError(error)?.message ?? String(error);
    throw new DataSpaceConfigurationError(`${field}: ${message}`);
  }
}
