import { countRecords } from "@/lib/accounting/queries/count-records";
import { METRICS_TYPE, printFeedAges, printMetrics } from "@/lib/accounting/schema/metrics-text";
import { listFeedAges } from "@/lib/dataspace/queries/list-feed-ages";
import { recordRead, unknownResource } from "@/lib/gates/record-protocol";
import { methodsOf } from "@/lib/gates/route";

export const dynamic = "force-dynamic";

const read = recordRead("accounting.metrics", "records:metrics", async ({ caller }) => {
  const counts = printMetrics(await countRecords());
  // Who asks without credentials learns no names of feeds.
  const ages = caller.actor ? printFeedAges(await listFeedAges(caller.actor)) : "";
  return new Response(counts + ages, { headers: { "Content-Type": METRICS_TYPE } });
});

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = methodsOf(
  { GET: read },
  () => unknownResource,
);
