"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/** PERF: drawn after the page can be read; it needs the width of its place anyway. */
export const LazyHistogramChart = dynamic(
  () => import("@/components/charts/histogram-chart").then((module) => module.HistogramChart),
  { ssr: false, loading: () => <Skeleton className="h-full min-h-40" /> },
);
