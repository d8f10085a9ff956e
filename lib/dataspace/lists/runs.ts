import "server-only";
import type { Actor } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import {
  bytes,
  column,
  fact,
  flag,
  instant,
  integer,
  maybe,
  oneOf,
  real,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { reaperRunStates } from "../model";
import { requireRead } from "../space/access";

/** Passes of the Reaper, and dry runs of one. */
export const runList = defineList({
  name: "reaper-runs",
  caption: "Passes of the Reaper",
  noun: "runs",
  from: Prisma.sql`reaper_runs r`,
  scope: (viewer: Actor) => {
    requireRead(viewer);
    return Prisma.sql`true`;
  },
  key: Prisma.sql`r.id`,
  columns: {
    startedAt: column(instant, Prisma.sql`r.started_at`, {
      header: "Began",
      isFixed: true,
      sort: true,
    }),
    state: column(oneOf(reaperRunStates), Prisma.sql`r.state`, { header: "State" }),
    // UNIT: seconds; null while it runs.
    took: column(maybe(real), Prisma.sql`extract(epoch from r.ended_at - r.started_at)`, {
      header: "Took",
    }),
    generationCount: column(integer, Prisma.sql`r.generation_count`, { header: "Generations" }),
    productCount: column(integer, Prisma.sql`r.product_count`, { header: "Products" }),
    blobCount: column(integer, Prisma.sql`r.blob_count`, { header: "Values" }),
    taskManagerCount: column(integer, Prisma.sql`r.task_manager_count`, {
      header: "Incarnations",
      isHidden: true,
    }),
    blobBytes: column(bytes, Prisma.sql`r.blob_bytes`, { header: "Bytes freed" }),
    longestBatchMs: column(integer, Prisma.sql`r.longest_batch_ms`, {
      header: "Longest batch",
      isHidden: true,
    }),
    // Null: it was due.
    requestedBy: column(maybe(text), Prisma.sql`r.requested_by`, { header: "Asked for by" }),
    isDryRun: fact(flag, Prisma.sql`r.is_dry_run`),
  },
  filters: {},
  sort: "-startedAt",
  unique: Prisma.sql`r.id desc`,
  empty: {
    title: "No pass yet",
    text: "The first one comes some time after the workers start; a dry run tells what it would remove.",
  },
});

export type RunRow = RowOf<typeof runList>;
