"use server";

import { action } from "@/lib/gates/action";
import { dropProducts } from "./mutations/drop-products";
import { dementProducts, expireProducts } from "./mutations/mark-products";
import { resetFeed, saveFeedSettings, saveRetention } from "./mutations/retention";
import { planReap, requestReap, startReaper, stopReaper } from "./mutations/steer-reaper";
import {
  dementSchema,
  dropSchema,
  expireSchema,
  feedSettingsSchema,
  reaperSchema,
  resetFeedSchema,
  retentionSchema,
} from "./schema";

const shown = { revalidate: "/dataspace" };

export const dementProductsAction = action(
  "dement-products",
  "dataspace:manage",
  dementSchema,
  ({ actor, input }) => dementProducts(actor, input),
  shown,
);

export const dropProductsAction = action(
  "drop-products",
  "dataspace:manage",
  dropSchema,
  ({ actor, input }) => dropProducts(actor, input),
  shown,
);

export const expireProductsAction = action(
  "expire-products",
  "dataspace:manage",
  expireSchema,
  ({ actor, input }) => expireProducts(actor, input),
  shown,
);

export const saveFeedSettingsAction = action(
  "save-feed-settings",
  "dataspace:manage",
  feedSettingsSchema,
  ({ actor, input }) => saveFeedSettings(actor, input),
  shown,
);

export const resetFeedAction = action(
  "reset-feed",
  "dataspace:manage",
  resetFeedSchema,
  ({ actor, input }) => resetFeed(actor, input.feed),
  shown,
);

export const saveRetentionAction = action(
  "save-retention",
  "dataspace:manage",
  retentionSchema,
  ({ actor, input }) => saveRetention(actor, input),
  shown,
);

export const planReapAction = action(
  "plan-reap",
  "dataspace:manage",
  reaperSchema,
  async ({ actor }) => {
    const { runId } = await planReap(actor);
    return { runId };
  },
  shown,
);

export const runReaperAction = action(
  "run-reaper",
  "dataspace:manage",
  reaperSchema,
  ({ actor }) => requestReap(actor),
  shown,
);

export const startReaperAction = action(
  "start-reaper",
  "dataspace:manage",
  reaperSchema,
  ({ actor }) => startReaper(actor),
  shown,
);

export const stopReaperAction = action(
  "stop-reaper",
  "dataspace:manage",
  reaperSchema,
  ({ actor }) => stopReaper(actor),
  shown,
);
