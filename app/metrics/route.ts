import { countRecords } from "@/lib/accounting/queries/count-records";
import { METRICS_TYPE, printMetrics } from "@/lib/accounting/schema/metrics-text";
import { recordRead, unknownResource } from "@/lib/gates/record-protocol";

export const dynamic = "force-dynamic";

export const HEAD = unknownResource;
export const OPTIONS = unknownResource;
export const POST = unknownResource;
export const PUT = unknownResource;
export const PATCH = unknownResource;
export const DELETE = unknownResource;

export const GET = recordRead("accounting.metrics", "records:metrics", async () => {
  const text = printMetrics(await countRecords());
  return new Response(text, { headers: { "Content-Type": METRICS_TYPE } });
});
