"use server";

import { z } from "zod";
import { action } from "@/lib/gates/action";
import { changeStorageSettings } from "./mutations/change-settings";
import { addVolume, deleteVolume } from "./mutations/change-volumes";
import { decideDirectories } from "./mutations/decide-directory";
import { decideHeldScan } from "./mutations/decide-held-scan";
import { requestScans } from "./mutations/request-scans";
import { decideDirectorySchema } from "./schema/decide-directory";
import { decideHeldScanSchema } from "./schema/held-scans";
import { changeSettingsSchema } from "./schema/settings";
import { addVolumeSchema, deleteVolumeSchema } from "./schema/volumes";

const revalidate = "/storage";

export const decideDirectoriesAction = action(
  "storage.directory.decide",
  "storage:decide",
  decideDirectorySchema,
  ({ actor, input }) => decideDirectories(actor, input),
  { revalidate },
);

export const requestScansAction = action(
  "storage.scans.request",
  "admin:storage",
  z.object({}),
  ({ actor }) => requestScans(actor),
  { revalidate },
);

export const changeStorageSettingsAction = action(
  "storage.settings.change",
  "admin:storage",
  changeSettingsSchema,
  ({ actor, input }) => changeStorageSettings(actor, input),
  { revalidate },
);

export const addVolumeAction = action(
  "storage.volume.add",
  "admin:storage",
  addVolumeSchema,
  ({ actor, input }) => addVolume(actor, input),
  { revalidate },
);

export const deleteVolumeAction = action(
  "storage.volume.delete",
  "admin:storage",
  deleteVolumeSchema,
  ({ actor, input }) => deleteVolume(actor, input),
  { revalidate },
);

export const decideHeldScanAction = action(
  "storage.scan.decide",
  "admin:storage",
  decideHeldScanSchema,
  ({ actor, input }) => decideHeldScan(actor, input),
  { revalidate },
);
