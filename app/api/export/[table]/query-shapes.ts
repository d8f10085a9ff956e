import { z } from "zod";
import { caseTypes } from "@/lib/cases/case-types/registry";
import { caseFilterParsers, queueSpec } from "@/lib/cases/params";
import { readBy, text } from "@/lib/gates/parameters";
import { tableParams } from "@/lib/platform/table-params";
import { groupUsageParsers } from "@/lib/storage/params/group-usage";
import { directoryParsers, userUsageParsers, vaultParsers } from "@/lib/storage/params/lists";
import type { StorageTable } from "@/lib/storage/queries/export-scope";

/** What the address of an export may say: what the page of the same table reads. */

// Each case type has columns of its own.
const sortable = caseTypes.flatMap(({ description }) => queueSpec(description, true).sortable);

export const caseQuery = readBy({
  ...caseFilterParsers,
  ...tableParams({ sortable, defaultSort: "account" }).parsers,
});

const extract = z.object({
  volume: text(128).optional().describe("Storage tables: of this volume."),
  date: z.iso.date().optional().describe("Storage tables: as of the scan of this date."),
  group: text().optional().describe("Storage tables: of these groups, or gid:<number>."),
});

export const storageQueries: Readonly<Record<StorageTable, z.ZodObject>> = {
  "group-usage": readBy(groupUsageParsers).extend(extract.shape),
  "user-usage": readBy(userUsageParsers).extend(extract.shape),
  "directory-usage": readBy(directoryParsers).extend(extract.shape),
  vaults: readBy(vaultParsers).extend(extract.shape),
};
