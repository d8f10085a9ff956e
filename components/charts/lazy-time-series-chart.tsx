"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/** PERF: Recharts is larger than the rest of a page, so it comes after the page can be read. */
export const LazyTimeSeriesChart = dynamic(
  () => import("@/components/charts/time-series-chart").then((module) => module.TimeSeriesChart),
  { ssr: false, loading: () => <Skeleton className="h-full min-h-40" /> },
);
