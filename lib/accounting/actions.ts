"use server";

import { action } from "@/lib/gates/action";
import { requestArchive, requestRestore } from "./mutations/archive-requests";
import { decideConflict } from "./mutations/decide-conflict";
import { rebuildUsage, removeMapping, saveMapping } from "./mutations/save-mapping";
import { setSender } from "./mutations/set-sender";
import { repairRefused, storeGoodRefused } from "./mutations/store-refused";
import {
  archiveMonthSchema,
  decideConflictSchema,
  rebuildSchema,
  refusalSchema,
  repairRefusedSchema,
  setSenderSchema,
} from "./schema/actions";
import { removeMappingSchema, saveMappingSchema } from "./schema/mapping";

const shown = { revalidate: "/accounting" };

export const saveMappingAction = action(
  "save-mapping",
  "admin:accounting",
  saveMappingSchema,
  ({ actor, input }) => saveMapping(actor, input),
  shown,
);

export const removeMappingAction = action(
  "remove-mapping",
  "admin:accounting",
  removeMappingSchema,
  ({ actor, input }) => removeMapping(actor, input),
  shown,
);

export const rebuildUsageAction = action(
  "rebuild-usage",
  "admin:accounting",
  rebuildSchema,
  ({ actor }) => rebuildUsage(actor),
  shown,
);

export const archiveMonthAction = action(
  "archive-month",
  "admin:accounting",
  archiveMonthSchema,
  ({ actor, input }) => requestArchive(actor, input),
  shown,
);

export const restoreMonthAction = action(
  "restore-month",
  "admin:accounting",
  archiveMonthSchema,
  ({ actor, input }) => requestRestore(actor, input),
  shown,
);

export const decideConflictAction = action(
  "decide-conflict",
  "admin:accounting",
  decideConflictSchema,
  ({ actor, input }) => decideConflict(actor, input),
  shown,
);

export const setSenderAction = action(
  "set-sender",
  "admin:accounting",
  setSenderSchema,
  ({ actor, input }) => setSender(actor, input),
  shown,
);

export const storeGoodRefusedAction = action(
  "store-good-refused",
  "admin:accounting",
  refusalSchema,
  ({ actor, input }) => storeGoodRefused(actor, input.refusalId),
  shown,
);

export const repairRefusedAction = action(
  "repair-refused",
  "admin:accounting",
  repairRefusedSchema,
  ({ actor, input }) => repairRefused(actor, input),
  shown,
);
