import "server-only";
import { z } from "zod";
import { type Actor, type ComponentActor, services, systemActor } from "@/lib/auth/model";
import { encodeValue } from "@/lib/dataspace/encoding";
import {
  type ClosedGeneration,
  closeGenerations,
  lockFeeds,
  openGeneration,
} from "@/lib/dataspace/mutations/generation";
import { wholeSeconds } from "@/lib/platform/clock";
import { ask, type Tx, transaction } from "@/lib/platform/db";
import { newRef } from "@/lib/platform/log";
import { recordFeed } from "../ingest/door";

/** Sources whose generations one transaction closes. */
const MAX_SOURCES = 50;

const arrivalShape = z.object({
  source: z.string(),
  recordCount: z.int(),
  endCount: z.int(),
  lastAt: z.date(),
  name: z.string().nullable(),
  service: z.enum(services).nullable(),
  clusterId: z.string().nullable(),
  site: z.string().nullable(),
});
type Arrival = z.infer<typeof arrivalShape>;

/**
 * Closes a generation for each source that sent records over the protocol since its last one.
 * Returns how many; the sums and the generations stand or fall together.
 */
export async function closeRecordGenerations(): Promise<number> {
  let closed = 0;
  for (;;) {
    const count = await transaction(closeSome);
    closed += count;
    if (count < MAX_SOURCES) return closed;
  }
}

async function closeSome(tx: Tx): Promise<number> {
  const waiting = await ask(z.object({ source: z.string() }), tx)`
    select source from accounting_arrivals order by source limit ${MAX_SOURCES}`;
  if (waiting.length === 0) return 0;
  const sources = waiting.map(({ source }) => source);
  // ORDER: feeds before rows, as everybody who writes generations does.
  const lockedAt = await lockFeeds(tx, sources.map(feedName));
  const arrivals = await takeArrivals(tx, sources);
  const closed: ClosedGeneration[] = [];
  for (const arrival of arrivals) closed.push(await openFor(tx, arrival, lockedAt));
  await closeGenerations(tx, closed);
  return arrivals.length;
}

function takeArrivals(tx: Tx, sources: readonly string[]): Promise<Arrival[]> {
  return ask(arrivalShape, tx)`
    with taken as (
      delete from accounting_arrivals where source = any(${[...sources]}::text[]) returning *
    )
    select t.source, t.record_count as "recordCount", t.end_count as "endCount",
      t.last_at as "lastAt", c.name, c.service, c.cluster_id as "clusterId", c.site
    from taken t left join components c on c.id = t.source order by t.source`;
}

/** The component that sent; null for nobody and for one that is gone. */
function senderOf({ source, name, service, clusterId, site }: Arrival): ComponentActor | null {
  if (name === null || service === null) return null;
  return { kind: "component", id: source, name, service, clusterId, site, volume: null, keyId: 0 };
}

const feedName = (source: string) => `accounting:${source === "" ? "anonymous" : source}`;

async function openFor(tx: Tx, arrival: Arrival, lockedAt: Date): Promise<ClosedGeneration> {
  const sender = senderOf(arrival);
  const actor: Actor = sender ?? systemActor;
  const { recordCount, endCount, lastAt, source } = arrival;
  const feed = { ...recordFeed(sender), name: feedName(source) };
  const madeAt = wholeSeconds(lastAt < lockedAt ? lastAt : lockedAt);
  const open = await openGeneration(tx, actor, { feed, madeAt, requestRef: newRef() });
  const stored = recordCount + endCount;
  const counts = { received: stored, stored, unchanged: 0, rejected: 0 };
  const products = [{ key: "records_summary", value: await encodeValue(counts) }];
  const records = recordCount === 1 ? "record" : "records";
  const ends = endCount === 0 ? "" : `, ${endCount} ended`;
  return { open, products, ...counts, summary: `${recordCount} new ${records}${ends}` };
}
