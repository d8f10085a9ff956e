import { countRecords } from "@/lib/accounting/queries/count-records";
import { METRICS_TYPE, printFeedAges, printMetrics } from "@/lib/accounting/schema/metrics-text";
import { listFeedAges } from "@/lib/dataspace/queries/list-feed-ages";
import { recordRead, unknownResource } from "@/lib/gates/record-protocol";

export const dynamic = "force-dynamic";

export const HEAD = unknownResource;
export const OPTIONS = unknownResource;
export const POST = unknownResource;
export const PUT = unknownResource;
export const PATCH = unknownResource;
export const DELETE = unknownResource;

export const GET = recordRead("accounting.metrics", "records:metrics", async ({ caller }) => {
  const counts = printMetrics(await countRecords());
  // Who asks without credentials learns no names of feeds.
  const ages = caller.actor ? printFeedAges(await listFeedAges(caller.actor)) : "";
  return new Response(counts + ages, { headers: { "Content-Type": METRICS_TYPE } });
});
