import type { NewRecord } from "./model";
import { parseRecord } from "./schema/read-record";

/** Believable records for tests. */

export interface RecordWish {
  id: string;
  site?: string;
  group?: string;
  user?: string;
  cores?: number;
  cpuSeconds?: number;
  score?: number;
  /** Instants. */
  start: string;
  stop?: string | null;
}

/** A record as the Slurm collector sends it. */
export function slurmRecord(wish: RecordWish): NewRecord {
  const { id, site = "SiteA", group = "atlas", user = "alice", cores = 1, stop = null } = wish;
  const scores = wish.score === undefined ? [] : [{ name: "HEPSPEC06", value: wish.score }];
  const cpu = wish.cpuSeconds === undefined ? [] : [amount("TotalCPU", wish.cpuSeconds)];
  return parseRecord(
    JSON.stringify({
      record_id: id,
      meta: { site_id: [site], group_id: [group], user_id: [user] },
      components: [{ ...amount("Cores", cores), scores }, ...cpu],
      start_time: wish.start,
      stop_time: stop,
    }),
  );
}

const amount = (name: string, value: number) => ({ name, amount: value, scores: [] });
