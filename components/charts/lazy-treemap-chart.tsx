"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/** PERF: drawn after the page can be read; it needs the width of its place anyway. */
export const LazyTreemapChart = dynamic(
  () => import("@/components/charts/treemap-chart").then((module) => module.TreemapChart),
  { ssr: false, loading: () => <Skeleton className="h-full min-h-96" /> },
);
