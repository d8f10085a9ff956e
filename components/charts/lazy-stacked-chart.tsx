"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/** PERF: Recharts is larger than the rest of a page, so it comes after the page can be read. */
export const LazyStackedChart = dynamic(
  () => import("@/components/charts/stacked-chart").then((module) => module.StackedChart),
  { ssr: false, loading: () => <Skeleton className="h-full min-h-64" /> },
);
