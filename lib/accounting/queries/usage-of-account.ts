import "server-only";
import type { Viewer } from "@/lib/auth/model";
import type { UsageBucket } from "../model/usage";
import { type UsageChart, usageOverTime } from "./usage-over-time";

const DAY_MS = 86_400_000;

/**
 * Core-hours of one account (a group) by its users, for pages of other rooms: by the hour for up to
 * four days, else by the day. A PI sees own groups only: of another one the chart is empty.
 */
export async function usageOfAccount(
  viewer: Viewer,
  group: string,
  from: Date,
  to: Date,
): Promise<UsageChart> {
  const isShort = to.getTime() - from.getTime() <= 4 * DAY_MS;
  const bucket: UsageBucket = isShort ? "hour" : "day";
  const filters = { group: [group] };
  return usageOverTime(viewer, { from, to, bucket, filters, by: "user", measure: "coreHours" });
}
